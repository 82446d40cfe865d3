// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.config.Word;
import org.vaelab.experiments.reference.Descriptions;
import org.vaelab.experiments.scaffold.FrameworkJars;
import org.vaelab.experiments.scaffold.PluginKind;
import org.vaelab.experiments.scaffold.PluginName;
import org.vaelab.experiments.scaffold.PluginProject;
import org.vaelab.experiments.use.CommandText;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.Shorthand;
import org.vaelab.framework.settings.Registry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaelab new}. */
@Command(
        name = "new",
        description = "Write the project of a plugin: a working part, its tests and a config.")
final class NewCommand extends SessionCommand {

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "Name of the part in configs, such as skew-normal.")
    @Nullable String name;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = {
                "What the plugin contains, one of (default: posterior):",
                "  posterior      a posterior q(z given x) on R^d, or on another space of VaeLab",
                "  space          a posterior with a latent space and a prior of its own",
                "  prior          a prior p(z)",
                "  likelihood     a likelihood p(x given z)",
                "  estimator      an estimator of a training objective",
                "  regularizer    what replaces the KL in the loss",
                "  inference      a way to find the posterior of an example",
                "  architecture   the layers of encoders and decoders",
                "  layer          a layer of a list in a config",
                "  metric         a number about a trained model",
                "  test-quantity  a number of one example, for predictive checks",
                "  health-rule    a rule that names a problem of training",
                "  reader         a reader of new examples from files of a format",
                "  section        a section of reports",
                "  data           a data source"
            })
    @Nullable String kind;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Folder of the project, new or empty (default: NAME).")
    @Nullable Path folder;

    @Option(
            names = "--package",
            paramLabel = "PACKAGE",
            description = "Java package (default: org.example.NAME).")
    @Nullable String packageName;

    @Option(
            names = "--update",
            paramLabel = "DIR",
            description = "Only update the jars of the project in DIR to this VaeLab.")
    @Nullable Path update;

    @Override
    public Integer call() throws IOException {
        if (update != null) {
            if (name != null || kind != null || folder != null || packageName != null) {
                throw new UserError("--update takes no NAME and no other option");
            }
            PluginProject project = new PluginProject(update);
            project.update(FrameworkJars.ofRunningFramework());
            console().out().println("updated: " + project.folder());
            return ExitCode.DONE;
        }
        if (name == null) {
            throw new UserError("NAME is missing, for example: vaelab new skew-normal");
        }
        PluginKind chosen = kind == null ? PluginKind.POSTERIOR : PluginKind.of(kind);
        PluginName names =
                packageName == null ? PluginName.of(name) : new PluginName(name, packageName);
        requireNew(name, chosen, lab().plugins());
        PluginProject project = new PluginProject(folder == null ? Path.of(name) : folder);
        project.requireCreatable(names, chosen);
        project.create(names, chosen, FrameworkJars.ofRunningFramework());
        tellWhatNext(console().out(), project);
        return ExitCode.DONE;
    }

    private static void requireNew(String name, PluginKind kind, Plugins plugins) {
        if (kind == PluginKind.POSTERIOR) {
            Optional.ofNullable(Word.all(plugins).get(name))
                    .map(word -> new Descriptions(plugins).part(word).origin())
                    .ifPresent(origin -> refuse(Registry.kind(Shorthand.class), name, origin));
        }
        for (Class<?> point : kind.points()) {
            if (plugins.isTaken(point, name)) {
                refuse(Registry.kind(point), name, plugins.origin(point, name));
            }
        }
    }

    private static void refuse(String kind, String name, String origin) {
        throw new UserError("there is a %s '%s' already: %s".formatted(kind, name, origin));
    }

    private static void tellWhatNext(PrintWriter out, PluginProject project) {
        @Nullable String root = System.getProperty("vaelab.root");
        String launcher = root == null ? "vaelab" : Path.of(root, "vaelab").toString();
        out.println("written: " + project.folder());
        out.println();
        List<String> command = List.of(launcher, "try", project.folder().toString());
        out.println("    " + CommandText.words(command));
        out.println();
        out.println("Its README.md says what is in it.");
    }
}
