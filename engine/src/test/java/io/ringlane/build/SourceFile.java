// SPDX-License-Identifier: Apache-2.0
package io.ringlane.build;

import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** One source file, parsed by the JDK's compiler: what its methods weigh, what it imports, which habits it breaks. */
final class SourceFile extends TreePathScanner<Void, Void> {
    /** Statements other than blocks, nested ones included; depth of nested control structures. */
    record Method(String name, long line, int statements, int nesting) {}

    record Import(String packageName, long line) {}

    private static final Pattern IMPORTED_PACKAGE =
            Pattern.compile("((?:[a-z][a-z0-9_]*\\.)*[a-z][a-z0-9_]*)\\.[A-Z*]");
    private static final Set<Kind> NESTS = EnumSet.of(
            Kind.IF,
            Kind.FOR_LOOP,
            Kind.ENHANCED_FOR_LOOP,
            Kind.WHILE_LOOP,
            Kind.DO_WHILE_LOOP,
            Kind.SWITCH,
            Kind.SWITCH_EXPRESSION,
            Kind.TRY,
            Kind.SYNCHRONIZED);

    private final Path file;
    private final CompilationUnitTree unit;
    private final DocTrees trees;
    private final String text;
    private final List<Method> methods = new ArrayList<>();
    private final List<String> habitFaults = new ArrayList<>();
    private final List<String> docFaults = new ArrayList<>();
    private final List<String> finalFaults = new ArrayList<>();

    private SourceFile(Path file, CompilationUnitTree unit, DocTrees trees) throws IOException {
        this.file = file;
        this.unit = unit;
        this.trees = trees;
        text = unit.getSourceFile().getCharContent(true).toString();
    }

    static SourceFile parse(Path file) throws IOException {
        return parse(List.of(file)).getFirst();
    }

    /** One run of the parser for all the files, in their order. */
    static List<SourceFile> parse(List<Path> paths) throws IOException {
        List<SourceFile> sources = new ArrayList<>();
        if (paths.isEmpty()) {
            return sources;
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options = List.of("-proc:none", "-Xlint:none");
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, options, null, files.getJavaFileObjectsFromPaths(paths));
            for (CompilationUnitTree unit : task.parse()) {
                SourceFile source = new SourceFile(paths.get(sources.size()), unit, DocTrees.instance(task));
                source.scan(unit, null);
                sources.add(source);
            }
        }
        return sources;
    }

    Path file() {
        return file;
    }

    String packageName() {
        return unit.getPackageName() == null ? "" : unit.getPackageName().toString();
    }

    List<Method> methods() {
        return methods;
    }

    List<String> habitFaults() {
        return habitFaults;
    }

    /** Types without Javadoc. */
    List<String> docFaults() {
        return docFaults;
    }

    /** Parameters and local variables that say final. */
    List<String> finalFaults() {
        return finalFaults;
    }

    List<Import> imports() {
        List<Import> imports = new ArrayList<>();
        for (ImportTree tree : unit.getImports()) {
            Matcher matcher = IMPORTED_PACKAGE.matcher(String.valueOf(tree.getQualifiedIdentifier()));
            if (matcher.lookingAt()) {
                imports.add(new Import(matcher.group(1), line(tree)));
            }
        }
        return imports;
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
        if (!type.getSimpleName().isEmpty() && isMemberOfFile() && trees.getDocComment(getCurrentPath()) == null) {
            docFaults.add(where(type) + "type " + type.getSimpleName() + " needs Javadoc: role, thread, owner");
        }
        return super.visitClass(type, unused);
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
        if (method.getBody() != null) {
            Weight weight = new Weight();
            weight.scan(method.getBody(), null);
            methods.add(new Method(method.getName().toString(), line(method), weight.statements, weight.deepest));
        }
        return super.visitMethod(method, unused);
    }

    @Override
    public Void visitVariable(VariableTree variable, Void unused) {
        boolean isField = getCurrentPath().getParentPath().getLeaf() instanceof ClassTree;
        if (!isField && variable.getModifiers().getFlags().contains(Modifier.FINAL)) {
            finalFaults.add(where(variable) + "final is for fields only: " + variable.getName());
        }
        if (!isField && startsWithVar(variable)) {
            habit(variable, "var is not used: " + variable.getName());
        }
        return super.visitVariable(variable, unused);
    }

    @Override
    public Void visitImport(ImportTree tree, Void unused) {
        if (!tree.isStatic() && tree.getQualifiedIdentifier().toString().endsWith(".*")) {
            habit(tree, "import the types by name");
        }
        return super.visitImport(tree, unused);
    }

    private boolean isMemberOfFile() {
        return getCurrentPath().getParentPath().getLeaf() instanceof CompilationUnitTree;
    }

    private boolean startsWithVar(VariableTree variable) {
        int start = (int) trees.getSourcePositions().getStartPosition(unit, variable);
        return start >= 0 && text.startsWith("var ", start);
    }

    private void habit(Tree at, String fault) {
        habitFaults.add(where(at) + fault);
    }

    private String where(Tree at) {
        return file + ":" + line(at) + ": ";
    }

    private long line(Tree tree) {
        long start = trees.getSourcePositions().getStartPosition(unit, tree);
        return start < 0 ? 1 : unit.getLineMap().getLineNumber(start);
    }

    /** Weighs one body; bodies of local and anonymous classes are weighed as methods of their own. */
    private static final class Weight extends TreeScanner<Void, Void> {
        private int statements;
        private int depth;
        private int deepest;

        @Override
        public Void scan(Tree tree, Void unused) {
            if (tree == null) {
                return null;
            }
            if (tree instanceof StatementTree && !(tree instanceof BlockTree)) {
                statements++;
            }
            if (!NESTS.contains(tree.getKind())) {
                return super.scan(tree, unused);
            }
            depth++;
            deepest = Math.max(deepest, depth);
            super.scan(tree, unused);
            depth--;
            return null;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            return null;
        }

        @Override
        public Void visitLambdaExpression(LambdaExpressionTree lambda, Void unused) {
            return scan(lambda.getBody(), unused);
        }

        @Override
        public Void visitCatch(CatchTree handler, Void unused) {
            return scan(handler.getBlock(), unused);
        }

        @Override
        public Void visitBindingPattern(BindingPatternTree pattern, Void unused) {
            return null;
        }

        /** The head of a loop is one statement with the loop. */
        @Override
        public Void visitForLoop(ForLoopTree loop, Void unused) {
            scan(loop.getCondition(), unused);
            return scan(loop.getStatement(), unused);
        }

        @Override
        public Void visitEnhancedForLoop(EnhancedForLoopTree loop, Void unused) {
            scan(loop.getExpression(), unused);
            return scan(loop.getStatement(), unused);
        }

        /** An {@code else if} goes on at the same depth. */
        @Override
        public Void visitIf(IfTree tree, Void unused) {
            scan(tree.getCondition(), unused);
            scan(tree.getThenStatement(), unused);
            if (tree.getElseStatement() instanceof IfTree chained) {
                statements++;
                return visitIf(chained, unused);
            }
            return scan(tree.getElseStatement(), unused);
        }
    }
}
