// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.record.TemporaryPath;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The option {@code --out}: the file that a command writes, or standard output, which is {@code -}.
 */
final class OutFile {

    private static final Path STANDARD_OUTPUT = Path.of("-");

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "File to write, or - for standard output (default: ${DEFAULT-VALUE}; where that is a"
                            + " .png file, .csv for tables, - for texts, and a folder for examples of several"
                            + " modalities). The ending chooses the"
                            + " format: .csv, .tsv, .npy, .parquet or .h5ad; .png for images; .txt for texts.")
    private Path named;

    private final Path initial;
    private boolean hasSheet;

    OutFile(String name) {
        this.initial = Path.of(name);
        this.named = initial;
    }

    /**
     * Chooses the file for examples that are no images, where the user names none.
     *
     * @throws UserError if examples of several modalities, which need a folder, are to be written
     *     to a file
     */
    void choose(Model model) {
        List<String> endings = model.endings();
        if (isSheet(initial) && model.summary().domain() == ValueDomain.MODALITIES) {
            hasSheet = endings.contains("png");
            Path folder = Path.of(initial.toString().replaceFirst("\\.png$", ""));
            if (named == initial) {
                named = folder;
            } else if (isStandardOutput() || named.toString().matches(".*\\.[A-Za-z]\\w*")) {
                throw new UserError(
                        "--out %s: each modality has a file of its own; name a folder, such as --out %s"
                                .formatted(named, folder));
            }
            requireNoFile(named);
            return;
        }
        requireFile(named);
        if (named != initial || !isSheet(initial) || endings.contains("png")) {
            return;
        }
        named =
                endings.contains("txt")
                        ? STANDARD_OUTPUT
                        : Path.of(initial.toString().replaceFirst("\\.png$", ".csv"));
    }

    /** Returns whether the file is a sheet of images, or the folder has one. */
    boolean isSheet() {
        return hasSheet || isSheet(named);
    }

    private static boolean isSheet(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".png");
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
        return isStandardOutput(named);
    }

    static boolean isStandardOutput(Path file) {
        return file.equals(STANDARD_OUTPUT);
    }

    /** Writes the file, or prints its content, which is CSV. */
    void write(Console console, Content content) throws IOException {
        write(console, content, false);
    }

    /**
     * Writes the file, or prints its content.
     *
     * @param isOfTexts whether the command writes texts, which are printed as lines; else CSV is
     *     printed
     */
    void write(Console console, Content content, boolean isOfTexts) throws IOException {
        if (!isStandardOutput()) {
            content.writeTo(named);
            return;
        }
        try (TemporaryPath folder = TemporaryPath.folder("out-")) {
            Path file = folder.path().resolve(isOfTexts ? "out.txt" : "out.csv");
            content.writeTo(file);
            try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                text.transferTo(console.out());
            }
            console.out().flush();
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
     * Checks the file that a command writes.
     *
     * @throws UserError if it is a folder
     */
    static void requireFile(Path file) {
        if (Files.isDirectory(file)) {
            throw new UserError("--out " + file + " is a folder; name a file");
        }
    }

    /**
     * Checks that no command writes over a file that it reads.
     *
     * @throws ParameterException if the file of {@code --out} is that of another argument
     */
    static void requireNoInput(ParseResult parsed) {
        ParseResult own = parsed.subcommand();
        OptionSpec out = own == null ? null : own.matchedOption("--out");
        if (out == null || !(out.getValue() instanceof Path file) || !Files.isRegularFile(file)) {
            return;
        }
        boolean isRead =
                own.matchedArgs().stream()
                        .filter(argument -> argument != out)
                        .flatMap(argument -> argument.stringValues().stream())
                        .anyMatch(text -> isSame(file, text.substring(text.indexOf('=') + 1)));
        if (isRead) {
            throw new ParameterException(
                    own.commandSpec().commandLine(),
                    "--out " + file + " is a file that the command reads; name another");
        }
    }

    private static boolean isSame(Path file, String text) {
        try {
            return Files.isSameFile(file, Path.of(text));
        } catch (IOException | InvalidPathException e) {
            // It is no file at all.
            return false;
        }
    }

    /**
     * Checks the folder that a command writes.
     *
     * @throws UserError if it has the name of standard output
     */
    static void requireFolder(Path folder) {
        if (folder.equals(STANDARD_OUTPUT)) {
            throw new UserError(
                    "--out - means standard output, and this command writes a folder: name one");
        }
    }

    /**
     * Checks the folder that a command writes on a finished run or comparison.
     *
     * @throws UserError if it has the name of standard output, or is a file
     */
    static void requireNoFile(Path folder) {
        requireFolder(folder);
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UserError("--out " + folder + " is a file; expected a folder");
        }
    }
}
