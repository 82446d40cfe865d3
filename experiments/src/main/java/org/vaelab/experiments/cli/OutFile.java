// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option {@code --out}: the file that a command writes, or standard output, which is {@code -}. */
final class OutFile {

    private static final Path STANDARD_OUTPUT = Path.of("-");

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "File to write, or - for standard output (default: ${DEFAULT-VALUE}).")
    private Path named;

    OutFile(String name) {
        this.named = Path.of(name);
    }

    @FunctionalInterface
    interface Content {
        void writeTo(Path file) throws IOException;
    }

    /**
     * Returns the writer for further output: standard error if the content goes to standard output.
     */
    PrintWriter notes(Console console) {
        return isStandardOutput() ? console.err() : console.out();
    }

    private boolean isStandardOutput() {
        return named.equals(STANDARD_OUTPUT);
    }

    /**
     * Writes the file, or prints its content. Printed content is CSV, as the name has no {@code
     * .png}.
     */
    void write(Console console, Content content) throws IOException {
        if (!isStandardOutput()) {
            content.writeTo(named);
            return;
        }
        Path folder = Files.createTempDirectory("vaelab-out-");
        Path file = folder.resolve("out.csv");
        try {
            content.writeTo(file);
            try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                text.transferTo(console.out());
            }
            console.out().flush();
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    /** Prints the name of the file, and returns the exit code. */
    int written(Console console) {
        if (!isStandardOutput()) {
            console.out().println("written: " + named);
        }
        return ExitCode.DONE;
    }

    /**
     * Checks the folder that a command writes.
     *
     * @throws UsageException if it has the name of standard output
     */
    static void requireFolder(Path folder) {
        if (folder.equals(STANDARD_OUTPUT)) {
            throw new UsageException(
                    "--out - means standard output, and this command writes a folder: name one");
        }
    }
}
