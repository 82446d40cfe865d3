// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.plan.FailedRun;
import org.vaelab.experiments.use.CommandText;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.plugin.PluginException;
import org.vaelab.framework.record.DamagedFileException;
import org.vaelab.framework.record.TemporaryPath;
import org.vaelab.framework.settings.UnknownPartException;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.training.CheckpointException;
import org.vaelab.reports.comparison.UnjoinableException;
import org.vaelab.reports.figures.FontException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints errors to standard error and chooses the exit code. */
record ErrorHandler(Console console, Session session)
        implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private static final String DAMAGED =
            "\n    start 'compare' again with the same config and folder: it sets the file aside and"
                    + " goes on from what is left";

    /** A complete run is kept as it is. */
    private static final String COMPLETE =
            "\n    if the run is complete, remove its result.json before";

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        Optional<String> command =
                Optional.of(e)
                        .filter(UnmatchedArgumentException.class::isInstance)
                        .map(unmatched -> OtherWords.COMMANDS.get(args[0]));
        if (command.isPresent()) {
            console.error("there is no command '%s'; %s".formatted(args[0], command.get()));
        } else {
            console.error(e.getMessage());
            UnmatchedArgumentException.printSuggestions(e, console.err());
        }
        Main.printUsageHint(e.getCommandLine(), console.err());
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        if (TemporaryPath.areAllDeleted()) {
            // By a signal, and the work notices it.
            return ExitCode.INTERRUPTED;
        }
        if (e instanceof UserError error) {
            return told(e, error.exitCode());
        }
        if (isOfFramework(e)) {
            return told(e, ExitCode.USAGE);
        }
        if (e instanceof FontException) {
            return told(e, ExitCode.FAILED);
        }
        if (isDamagedFile(e)) {
            console.error(
                    e.getMessage() + DAMAGED + (e instanceof CheckpointException ? COMPLETE : ""));
            showTrace(e);
            return e instanceof CheckpointException ? ExitCode.USAGE : ExitCode.FAILED;
        }
        if (e instanceof IOException
                || e instanceof UncheckedIOException
                || e instanceof CheckpointException) {
            FailedRun failure = FailedRun.ofFile(e).orElseThrow();
            console.error(failure.text());
            showTrace(e);
            return ExitCode.FAILED;
        }
        return unexpected(e);
    }

    /**
     * Returns the exit code of a command that has ended. Reports lost output.
     *
     * @param exitCode of the command if all of its output was written
     */
    int withOutput(int exitCode) {
        IOException lost = console.lost();
        if (lost == null) {
            return exitCode;
        }
        if (StandardOutput.isUnread(lost)) {
            // Whoever ended it, as 'head' does, has what it wants.
            return exitCode == ExitCode.DONE ? ExitCode.UNREAD : exitCode;
        }
        console.error(
                "standard output is cut: "
                        + lost.getMessage()
                        + "\n    what is there is incomplete; free some space, and start the command again");
        showTrace(lost);
        return exitCode == ExitCode.DONE ? ExitCode.FAILED : exitCode;
    }

    private static boolean isDamagedFile(Exception e) {
        return e instanceof DamagedFileException
                || (e instanceof CheckpointException checkpoint && checkpoint.isDamaged());
    }

    /** Handles an unexpected error, in a plugin or in VaeLab itself. */
    int unexpected(Throwable e) {
        if (e instanceof OutOfMemoryError exhausted) {
            console.error(FailedRun.of(exhausted).text());
            showTrace(e);
            return ExitCode.FAILED;
        }
        Optional<PluginException> defect = session.defect(e);
        if (defect.isEmpty()) {
            return internal(e);
        }
        console.error(String.valueOf(defect.get().getMessage()));
        if (session.showsStackTraces()) {
            showTrace(e);
        } else {
            console.err().println("    with --stacktrace it is shown in full");
        }
        return ExitCode.FAILED;
    }

    /** Prints the message alone, and returns the exit code. */
    private int told(Exception e, int exitCode) {
        console.error(OptionWords.begun(String.valueOf(e.getMessage())));
        showTrace(e);
        return exitCode;
    }

    /** Returns whether a message of the framework and of reports is complete. */
    private static boolean isOfFramework(Exception e) {
        return e instanceof DataException
                || e instanceof UnjoinableException
                || e instanceof PluginException
                || e instanceof UnknownPartException
                || e instanceof BackendException;
    }

    private int internal(Throwable e) {
        console.error("this is an error in VaeLab itself: " + e);
        if (session.showsStackTraces()) {
            showTrace(e);
        } else {
            console.err().println(writeTrace(e));
        }
        return ExitCode.INTERNAL;
    }

    private String writeTrace(Throwable e) {
        try {
            Path file = Files.createTempFile("vaelab-error-", ".txt");
            try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(file))) {
                writer.println(CommandText.vaelab(session.arguments()));
                e.printStackTrace(writer);
            }
            return "    its stack trace is in " + file;
        } catch (IOException unwritable) {
            return "    with --stacktrace it is shown in full";
        }
    }

    private void showTrace(Throwable e) {
        if (session.showsStackTraces()) {
            e.printStackTrace(console.err());
        }
    }
}
