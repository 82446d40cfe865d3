// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The guide shows the files of the project that continuous integration builds and runs. */
final class FromJavaGuideTest {

    private static final Path PROJECT = Path.of("../.ci/from-java");

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(PROJECT)) {
            List<Path> found = files.filter(Files::isRegularFile).sorted().toList();
            assertThat(found).hasSize(3);
            return found.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void showsTheFile(Path file) throws IOException {
        assertThat(Files.readString(Path.of("FROM-JAVA.md")))
                .contains(PROJECT.relativize(file).toString().replace('\\', '/'))
                .contains("\n" + Files.readString(file) + "```");
    }
}
