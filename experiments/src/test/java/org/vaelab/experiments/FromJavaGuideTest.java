// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The code of the guide is that of the programs which continuous integration builds and runs. */
final class FromJavaGuideTest {

    private static final Path GUIDE = Path.of("FROM-JAVA.md");
    private static final Path PROJECT = Path.of("../.ci/from-java");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    static List<String> blocks() throws IOException {
        return BLOCK.matcher(Files.readString(GUIDE)).results().map(m -> m.group(1)).toList();
    }

    private static List<Path> programs() throws IOException {
        try (Stream<Path> files = Files.walk(PROJECT)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    private static String withoutIndent(String code) {
        return code.replaceAll("(?m)^ +", "");
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void theCodeIsOfAProgram(String block) throws IOException {
        assertThat(programs())
                .as("%s", block)
                .anyMatch(file -> withoutIndent(read(file)).contains(withoutIndent(block)));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void continuousIntegrationRunsEveryProgram() throws IOException {
        String run = Files.readString(Path.of("../.ci/run"));
        assertThat(blocks()).hasSizeGreaterThan(5);
        assertThat(programs()).hasSizeGreaterThan(5);
        for (Path file : programs()) {
            assertThat(run).contains(file.getFileName().toString().replace(".java", ""));
        }
    }
}
