// SPDX-License-Identifier: Apache-2.0
package io.ringlane.build;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the byte code of the classes listed in hot-path.txt and names what has no place on the hot path. */
public final class HotPathRules {
    /** The compiler's own: a switch without default over an enum or sealed type, and {@code assert}. */
    private static final Set<String> COMPILER_MADE = Set.of("java.lang.MatchException", "java.lang.AssertionError");

    private static final Set<String> BOXES = Set.of(
            "java/lang/Integer",
            "java/lang/Long",
            "java/lang/Short",
            "java/lang/Byte",
            "java/lang/Character",
            "java/lang/Boolean",
            "java/lang/Double",
            "java/lang/Float");

    private final String className;
    private final Set<String> leftOut = new HashSet<>();
    private final Set<String> allowed = new HashSet<>(COMPILER_MADE);
    private final List<String> faults = new ArrayList<>();

    private HotPathRules(String line) {
        String[] words = line.split("\\s+");
        className = words[0];
        for (int i = 1; i < words.length; i++) {
            switch (words[i].charAt(0)) {
                case '-' -> leftOut.add(words[i].substring(1));
                case '+' -> allowed.add(words[i].substring(1));
                default -> faults.add(className + ": neither -METHOD nor +TYPE: " + words[i]);
            }
        }
    }

    /**
     * Faults of the listed classes, one line each.
     *
     * @param lines   the lines of hot-path.txt.
     * @param classes the folder with class files.
     */
    public static List<String> faults(List<String> lines, Path classes) throws IOException {
        List<String> faults = new ArrayList<>();
        for (String line : lines) {
            if (!line.isBlank() && !line.startsWith("#")) {
                HotPathRules rules = new HotPathRules(line.strip());
                rules.check(classes);
                faults.addAll(rules.faults);
            }
        }
        return faults;
    }

    private void check(Path classes) throws IOException {
        Path file = classes.resolve(className.replace('.', '/') + ".class");
        if (!Files.isRegularFile(file)) {
            faults.add(className + ": listed in hot-path.txt, but there is no such class");
            return;
        }
        ClassModel model = ClassFile.of().parse(file);
        Set<String> names = new HashSet<>();
        for (MethodModel method : model.methods()) {
            String name = method.methodName().stringValue();
            names.add(name);
            if (!name.startsWith("<") && !leftOut.contains(name)) {
                check(name, method);
            }
        }
        for (String name : leftOut) {
            if (!names.contains(name)) {
                faults.add(className + ": left out in hot-path.txt, but there is no method " + name);
            }
        }
    }

    private void check(String name, MethodModel method) {
        if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
            faults.add(className + "." + name + ": synchronized");
        }
        String made = "";
        for (CodeElement element : method.code().map(code -> code.elementList()).orElse(List.of())) {
            if (!(element instanceof Instruction instruction)) {
                continue;
            }
            if (instruction instanceof NewObjectInstruction created) {
                made = created.className().asInternalName().replace('/', '.');
            }
            String fault = fault(instruction, made);
            if (fault != null) {
                faults.add(className + "." + name + ": " + fault);
            }
        }
    }

    /** What is wrong with an instruction, null if nothing; {@code made} is the type of the last new before it. */
    private String fault(Instruction instruction, String made) {
        return switch (instruction) {
            case NewObjectInstruction _ -> allowed.contains(made) ? null : "new " + made;
            case NewPrimitiveArrayInstruction _ -> "new array";
            case NewReferenceArrayInstruction _ -> "new array (or variable arguments)";
            case NewMultiArrayInstruction _ -> "new array";
            case ThrowInstruction _ -> COMPILER_MADE.contains(made) ? null : "throw (or finally, try-with-resources)";
            case MonitorInstruction monitor -> monitor.opcode() == Opcode.MONITORENTER ? "lock" : null;
            case InvokeInstruction call -> isBoxing(call) ? "boxing" : null;
            case InvokeDynamicInstruction dynamic -> dynamicFault(dynamic);
            default -> null;
        };
    }

    private static boolean isBoxing(InvokeInstruction call) {
        return call.opcode() == Opcode.INVOKESTATIC
                && call.name().equalsString("valueOf")
                && BOXES.contains(call.owner().asInternalName());
    }

    /** A lambda without captures is made once; one with captures, and string concatenation, are made at each call. */
    private static String dynamicFault(InvokeDynamicInstruction dynamic) {
        String maker = dynamic.bootstrapMethod().owner().displayName();
        return switch (maker) {
            case "LambdaMetafactory" -> dynamic.typeSymbol().parameterCount() == 0 ? null : "lambda that captures";
            case "SwitchBootstraps" -> null;
            default -> "call made by " + maker;
        };
    }
}
