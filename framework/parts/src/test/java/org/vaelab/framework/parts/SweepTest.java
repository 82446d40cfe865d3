// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.testkit.contract.PartSweep;

/** Every standard part has a contract, and every backend module of the framework a sweep. */
final class SweepTest extends PartSweep {

    private static final Path FRAMEWORK =
            Path.of(
                    Objects.requireNonNullElse(System.getProperty("vaelab.root"), "../.."),
                    "framework");

    SweepTest() {
        super(StandardModule.class);
    }

    /** The contracts of a backend lie in its own module, which this one does not see. */
    @Test
    void everyBackendModuleSweepsItsBackends() throws IOException {
        List<Path> modules = backendModules();
        assertThat(modules)
                .as("modules that announce a backend")
                .contains(
                        FRAMEWORK.resolve("nd4j"),
                        FRAMEWORK.resolve("torch"),
                        FRAMEWORK.resolve("testkit/tensor"));
        for (Path module : modules) {
            try (Stream<Path> files = Files.walk(module.resolve("src/test/java"))) {
                assertThat(files.filter(SweepTest::isBackendSweep))
                        .as("%s: write a test class that extends BackendSweep", module)
                        .isNotEmpty();
            }
        }
    }

    private static List<Path> backendModules() throws IOException {
        String announced =
                "src/main/resources/META-INF/services/" + BackendProvider.class.getName();
        try (Stream<Path> modules = Files.walk(FRAMEWORK, 2)) {
            return modules.filter(module -> Files.exists(module.resolve(announced))).toList();
        }
    }

    private static boolean isBackendSweep(Path file) {
        try {
            return file.toString().endsWith(".java")
                    && Files.readString(file).contains(" extends BackendSweep ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
