// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a command writes what it makes: a file, or standard output, which is called {@code -}. */
final class OutFile {

    private static final Path STANDARD_OUTPUT = Path.of("-");

    private final Session session;
    private final Path named;

    OutFile(Session session, Path named) {
        this.session = session;
        this.named = named;
    }

    /** What makes a file. */
    @FunctionalInterface
    interface Content {
        void writeTo(Path file) throws IOException;
    }

    /**
     * Returns where further facts are printed: on standard error if standard output gets the file.
     */
    PrintWriter notes() {
        return isStandardOutput() ? session.console().err() : session.console().out();
    }

    private boolean isStandardOutput() {
        return named.equals(STANDARD_OUTPUT);
    }

    /** Makes the file, or prints what it would hold, which is text as its name has no {@code .png}. */
    void write(Content content) throws IOException {
        if (!isStandardOutput()) {
            content.writeTo(named);
            return;
        }
        Path folder = Files.createTempDirectory("vaelab-out-");
        Path file = folder.resolve("out.csv");
        try {
            content.writeTo(file);
            PrintWriter out = session.console().out();
            try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                text.transferTo(out);
            }
            out.flush();
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    /** Says what was written, and returns the exit code. */
    int written() {
        if (!isStandardOutput()) {
            session.console().out().println("written: " + named);
        }
        return ExitCode.DONE;
    }

    /**
     * Checks that a folder is not called like standard output.
     *
     * @throws UsageException if it is
     */
    static void requireFolder(Path folder) {
        if (folder.equals(STANDARD_OUTPUT)) {
            throw new UsageException(
                    "--out - means standard output, and this command writes a folder: name one");
        }
    }
}
