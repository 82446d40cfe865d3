// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.vaelab.framework.plugin.FrameworkVersion;
import org.vaelab.framework.record.TemporaryPath;
import org.vaelab.framework.sources.DataLocations;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The program behind {@code ./vaelab}. */
@Command(
        name = "vaelab",
        description = "A research framework for variational auto-encoders.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            InitCommand.class,
            CompareCommand.class,
            StatusCommand.class,
            ExploreCommand.class,
            ReportCommand.class,
            EvaluateCommand.class,
            JudgeCommand.class,
            ReproduceCommand.class,
            GeneratorCommands.Encode.class,
            GeneratorCommands.Reconstruct.class,
            GeneratorCommands.Sample.class,
            WalkCommands.Traverse.class,
            WalkCommands.Interpolate.class,
            ImputeCommand.class,
            ForecastCommand.class,
            ScoreCommand.class,
            CompressCommand.class,
            DecompressCommand.class,
            ExportCommand.class,
            CardCommand.class,
            DatasheetCommand.class,
            ArchiveCommand.class,
            HistoryCommand.class,
            ListCommand.class,
            ReferenceCommands.Describe.class,
            ReferenceCommands.Reference.class,
            ReferenceCommands.Schema.class,
            NewCommand.class,
            TryCommand.class,
            DoctorCommand.class,
            WorkCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:done",
            "  1:some run, metric or contract failed; the others are complete and reported; or output was lost",
            "  2:bad config or usage; nothing was written",
            "  3:not started: no suitable JDK, or the build failed",
            " 70:an error in VaeLab itself",
            "130:interrupted; the same command goes on",
            "141:the reader of standard output ended before all was written",
            "143:ended by SIGTERM; the same command goes on (129: by SIGHUP, 137: by SIGKILL)"
        })
public final class Main implements Runnable {

    @Mixin Session.Options global = new Session.Options();

    @Spec CommandSpec spec = CommandSpec.create();

    private Main() {}

    public static void main(String[] args) {
        TemporaryPath.deleteAbandoned();
        System.exit(run(Console.ofSystem(), DataLocations.ofSystem(), args));
    }

    static int run(Console console, DataLocations locations, String... args) {
        CommandLine commandLine = commandLine();
        Session session = new Session(console, locations, List.of(args));
        commandLine
                .setOut(console.out())
                .setErr(console.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(ansi(console)))
                .setUsageHelpAutoWidth(true)
                .setExecutionStrategy(
                        parsed -> {
                            Main main = (Main) parsed.commandSpec().root().userObject();
                            session.open(main.global);
                            OutFile.requireNoInput(parsed);
                            return new CommandLine.RunLast().execute(parsed);
                        });
        ErrorHandler errors = new ErrorHandler(console, session);
        commandLine.setExecutionExceptionHandler(errors);
        commandLine.setParameterExceptionHandler(errors);
        commandLine
                .getSubcommands()
                .values()
                .forEach(command -> ((SessionCommand) command.getCommand()).enter(session));
        try {
            return errors.withOutput(commandLine.execute(args));
        } catch (Error e) {
            // Not an Exception, so that picocli lets it pass.
            return errors.unexpected(e);
        } finally {
            console.flush();
            session.close();
        }
    }

    /** Returns the commands and options, which read arguments and carry out nothing. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Path.class, Main::path);
    }

    /**
     * Rejects a blank path. An unset shell variable gives one, and it would mean the current
     * folder.
     */
    private static Path path(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("expected a path, found nothing");
        }
        return Path.of(text);
    }

    private static Ansi ansi(Console console) {
        return console.isColoured() ? Ansi.ON : Ansi.OFF;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"vaelab " + FrameworkVersion.current().text()};
        }
    }

    static void printUsageHint(CommandLine command, PrintWriter err) {
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
}
