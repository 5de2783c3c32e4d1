// SPDX-License-Identifier: Apache-2.0
package io.ringlane.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shows that the check of package directions can fail: on the table, and on class files made for the purpose. */
final class PackageRulesTest {
    @ParameterizedTest
    @CsvSource({
        "io.ringlane.tx,io.ringlane.xfrm",
        "io.ringlane.esp,io.ringlane.buffer",
        "io.ringlane,io.ringlane.tx",
        "io.ringlane.config,io.ringlane.policy",
        "io.ringlane.policy,io.ringlane.sa",
        "io.ringlane.hw.nic,io.ringlane.hw.lane",
        "io.ringlane.cli,io.ringlane.conformance",
        "io.ringlane.conformance,io.ringlane",
        "io.ringlane.bench.micro,io.ringlane.hw.nic",
        "io.ringlane.packet,io.ringlane.packet",
        "io.ringlane.buffer,org.agrona",
        "io.ringlane.crypto.ipsecmb,io.ringlane.crypto",
    })
    void shouldAllowImportWhenItPointsDown(String from, String to) {
        assertThat(PackageRules.fault(from, to)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "io.ringlane.xfrm,io.ringlane.tx,it stands higher",
        "io.ringlane.tx,io.ringlane.esp,they stand on one line",
        "io.ringlane.sa,io.ringlane.dev,it stands higher",
        "io.ringlane.xfrm,io.ringlane.config,they stand on one line",
        "io.ringlane.packet,io.ringlane,it stands higher",
        "io.ringlane.dev,io.ringlane.hw.nic,it stands higher",
        "io.ringlane.plan.trial,io.ringlane.cli,it stands higher",
        "io.ringlane.hw.lane,io.ringlane.hw.wire,they stand on one line",
        "io.ringlane.cli,io.ringlane.bench.micro,it stands higher",
        "io.ringlane.crypto,io.ringlane.crypto.ipsecmb,it stands higher",
        "io.ringlane.util,io.ringlane.sa,has no place",
        "io.ringlane.tx,io.ringlane.common,has no place",
    })
    void shouldRefuseImportWhenItPointsUpOrAsideOrNowhere(String from, String to, String why) {
        assertThat(PackageRules.fault(from, to)).contains(why);
    }

    @Test
    void shouldNameFaultWhenClassFileUsesHigherPackage(@TempDir Path classes) throws IOException {
        write(classes, "io.ringlane.packet", "Good", "io.ringlane.buffer.FreeList");
        write(classes, "io.ringlane.packet", "Bad", "io.ringlane.tx.Backlog");
        write(classes, "io.ringlane.helper", "Alone", "java.lang.String");

        assertThat(ClassDependencies.faults(classes))
                .containsExactly(
                        "package io.ringlane.helper has no place in the table of PackageRules",
                        "package io.ringlane.packet must not import io.ringlane.tx: it stands higher");
    }

    @Test
    void shouldSeeRealClassesWhenThisModuleIsRead() throws IOException {
        assertThat(ClassDependencies.packages(Path.of("target", "test-classes")))
                .containsKey("io.ringlane.build");
    }

    /** A class with one field of the type given. */
    private static void write(Path classes, String packageName, String name, String fieldType) throws IOException {
        Path file = classes.resolve(packageName.replace('.', '/')).resolve(name + ".class");
        Files.createDirectories(file.getParent());
        Files.write(
                file,
                ClassFile.of()
                        .build(
                                ClassDesc.of(packageName, name),
                                builder -> builder.withField("field", ClassDesc.of(fieldType), 0)));
    }
}
