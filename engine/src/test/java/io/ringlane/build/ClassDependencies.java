// SPDX-License-Identifier: Apache-2.0
package io.ringlane.build;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which packages of ours the classes of a folder use. Every name in a class file, be it a class, descriptor, signature
 * or annotation, is text in its constant pool, so reading the texts finds them all.
 */
public final class ClassDependencies {
    private static final Pattern OUR_CLASS = Pattern.compile("io/ringlane/(?:[a-z][a-z0-9]*/)*[A-Z]");
    /** Packages that JMH's processor generates beside ours. */
    private static final String GENERATED = ".jmh_generated";

    private ClassDependencies() {}

    /** Faults of the classes under a folder against {@link PackageRules}, one line each, sorted. */
    public static Set<String> faults(Path classes) throws IOException {
        Set<String> faults = new TreeSet<>();
        for (Map.Entry<String, Set<String>> entry : packages(classes).entrySet()) {
            if (!PackageRules.isKnown(entry.getKey())) {
                faults.add("package " + entry.getKey() + " has no place in the table of PackageRules");
            }
            for (String used : entry.getValue()) {
                String fault = PackageRules.fault(entry.getKey(), used);
                if (fault != null) {
                    faults.add(fault);
                }
            }
        }
        return faults;
    }

    /** Package name to the packages of ours that its classes name. */
    static Map<String, Set<String>> packages(Path classes) throws IOException {
        Map<String, Set<String>> packages = new TreeMap<>();
        for (Path file : classFiles(classes)) {
            ClassModel model = ClassFile.of().parse(file);
            String name = packageOf(model.thisClass().asInternalName());
            if (!name.endsWith(GENERATED)) {
                packages.computeIfAbsent(name, key -> new TreeSet<>()).addAll(uses(model));
            }
        }
        return packages;
    }

    static List<Path> classFiles(Path classes) throws IOException {
        if (!Files.isDirectory(classes)) {
            return new ArrayList<>();
        }
        try (Stream<Path> walk = Files.walk(classes)) {
            return walk.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !file.endsWith("module-info.class"))
                    .sorted()
                    .toList();
        }
    }

    private static Set<String> uses(ClassModel model) {
        Set<String> uses = new TreeSet<>();
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof Utf8Entry text) {
                Matcher names = OUR_CLASS.matcher(text.stringValue());
                while (names.find()) {
                    uses.add(packageOf(names.group()));
                }
            }
        }
        return uses;
    }

    private static String packageOf(String internalName) {
        return internalName
                .substring(0, Math.max(0, internalName.lastIndexOf('/')))
                .replace('/', '.');
    }
}
