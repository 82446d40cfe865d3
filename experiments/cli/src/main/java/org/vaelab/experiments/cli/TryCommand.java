// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.scaffold.PluginBuild;
import org.vaelab.experiments.scaffold.PluginProject;
import org.vaelab.experiments.scaffold.TestResults;
import org.vaelab.experiments.use.CommandText;
import org.vaelab.framework.record.FolderTree;
import org.vaelab.framework.settings.Amount;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaelab try}. */
@Command(
        name = "try",
        description = {
            "Build a plugin, run its contract tests, and train it for a few steps beside the other models of its config.",
            "If a test fails, its message is shown and nothing is trained. Needs a JDK."
        })
final class TryCommand extends SessionCommand {

    /** Messages that are printed in full. */
    private static final int SHOWN = 10;

    @Parameters(
            paramLabel = "PLUGIN",
            description = "Folder of the plugin's project, as 'vaelab new' writes it.")
    private Path folder = Path.of("");

    @Option(
            names = "--config",
            paramLabel = "CONFIG",
            description = "Config to train (default: the only one in PLUGIN/configs).")
    private @Nullable Path config;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps of training (default: ${DEFAULT-VALUE}).")
    private int steps = 100;

    @Override
    public Integer call() throws IOException {
        PluginProject project = new PluginProject(folder);
        project.requireProject();
        Path chosen = config == null ? onlyConfig(project.folder()) : config;
        Path out = project.folder().resolve("target").resolve("try");
        FolderTree.delete(out);
        console().line("building " + project.folder() + " and running its tests");
        PluginBuild build = PluginBuild.of(project);
        String tests = text(build.tests());
        console().line(tests);
        if (build.tests().passed() == 0 || !build.tests().failures().isEmpty()) {
            return refuse(build);
        }
        session().trust(build.jar());
        CommandLine commands = Main.commandLine();
        List<String> command =
                List.of(
                        "compare",
                        chosen.toString(),
                        "--out",
                        out.toString(),
                        "--set",
                        "training.steps=" + steps);
        commands.parseArgs(command.toArray(String[]::new));
        CompareCommand compare =
                Objects.requireNonNull(commands.getSubcommands().get("compare")).getCommand();
        compare.enter(session());
        int exitCode = compare.call();
        PrintWriter print = console().out();
        print.println(tests);
        print.println(
                "all steps: "
                        + CommandText.vaelab(
                                List.of(
                                        "compare",
                                        chosen.toString(),
                                        "--plugin",
                                        build.jar().toString())));
        return exitCode;
    }

    private static Path onlyConfig(Path project) throws IOException {
        Path configs = project.resolve("configs");
        if (Files.isDirectory(configs)) {
            try (Stream<Path> files = Files.list(configs)) {
                List<Path> found =
                        files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
                if (found.size() == 1) {
                    return found.get(0);
                }
            }
        }
        throw new UserError(
                "%s: expected one config (*.yaml); name the one to train with --config"
                        .formatted(configs));
    }

    private static String text(TestResults tests) {
        return "contracts: %s passed, %s failed, %s skipped"
                .formatted(
                        Amount.of(tests.passed(), "test"),
                        tests.failures().size(),
                        tests.skipped());
    }

    private int refuse(PluginBuild build) {
        PrintWriter print = console().out();
        List<List<TestResults.Failure>> causes = build.tests().byCause();
        for (int i = 0; i < causes.size(); i++) {
            TestResults.Failure first = causes.get(i).get(0);
            print.println();
            print.println(first.test());
            if (i < SHOWN) {
                print.println(first.message().indent(4).stripTrailing());
            }
            if (causes.get(i).size() > 1) {
                print.println(
                        "    and %s more with this message".formatted(causes.get(i).size() - 1));
            }
        }
        print.println();
        console()
                .error(
                        build.tests().failures().isEmpty()
                                ? "the project has no test that passed; nothing was trained\n    its tests are in src/test/java"
                                : "%s failed; nothing was trained\n    traces: %s"
                                        .formatted(
                                                Amount.of(build.tests().failures().size(), "test"),
                                                build.testReports()));
        return ExitCode.FAILED;
    }
}
