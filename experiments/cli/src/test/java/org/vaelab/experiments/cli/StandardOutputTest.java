// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.sources.DataLocations;

final class StandardOutputTest {

    private final StringWriter err = new StringWriter();

    private int vaelab(OutputStream out, String arguments) {
        Console console = Console.of(new StandardOutput(out), new PrintWriter(err));
        return Main.run(console, DataLocations.ofSystem(), arguments.split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "list",
                "describe iwae",
                "reference",
                "schema",
                "compare --help"
            })
    void aFullDiskIsAnError(String arguments) throws IOException {
        Path full = Path.of("/dev/full");
        assumeThat(Files.exists(full)).isTrue();
        try (OutputStream out = new FileOutputStream(full.toFile())) {
            assertThat(vaelab(out, arguments)).as("%s", err).isEqualTo(ExitCode.FAILED);
        }
        assertThat(err.toString())
                .startsWith("error: standard output is cut: No space left on device\n")
                .hasLineCount(2);
    }

    /** As {@code head} ends when it has its lines. */
    @Tag("full")
    @Test
    void aReaderThatEndsIsNoError() {
        StringBuilder read = new StringBuilder();
        OutputStream pipe =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        if (!read.isEmpty()) {
                            throw new IOException("Broken pipe");
                        }
                        read.append((char) b);
                    }
                };
        assertThat(vaelab(pipe, "schema")).isEqualTo(ExitCode.UNREAD);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void nothingIsWrittenAfterALostWrite() throws IOException {
        StringBuilder disk = new StringBuilder();
        StandardOutput out =
                new StandardOutput(
                        new OutputStream() {
                            @Override
                            public void write(int b) throws IOException {
                                if (b == 'b' && disk.length() == 1) {
                                    throw new IOException("full");
                                }
                                disk.append((char) b);
                            }
                        });
        PrintWriter text = new PrintWriter(out, true, StandardCharsets.US_ASCII);
        for (String written : new String[] {"a", "b", "c"}) {
            text.print(written);
            text.flush();
        }
        assertThat(disk).hasToString("a");
        assertThat(out.error()).hasMessage("full");
    }
}
