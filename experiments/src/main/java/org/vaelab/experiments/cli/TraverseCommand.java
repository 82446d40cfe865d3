// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiments.run.LatentWalks;
import org.vaelab.experiments.run.LatentWalks.Traversed;
import org.vaelab.experiments.run.TrainedModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaelab traverse}. */
@Command(
        name = "traverse",
        description = {
            "Latent traversal: vary one latent unit at a time, and decode.",
            "Writes images to a .png file, or values to a .csv file."
        })
final class TraverseCommand extends ModelCommand {

    @Option(
            names = "--units",
            paramLabel = "UNIT",
            split = ",",
            description =
                    "Latent units in the order of the rows: z0,z3, or normal.z0 if there are several"
                            + " latent variables (default: all units, those with the largest KL first).")
    private List<String> units = new ArrayList<>();

    @Option(
            names = "--steps",
            paramLabel = "K",
            description =
                    "Number of values of a unit (default: ${DEFAULT-VALUE}). A categorical unit takes"
                            + " each of its categories.")
    private int steps = 11;

    @Option(
            names = "--prior",
            description =
                    "Start from draws of the prior instead of examples; --first says how many.")
    private boolean prior;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Random seed of the draws for --prior (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--condition",
            paramLabel = "VALUE",
            description =
                    "Condition for --prior of a conditional model; same values as for 'vaelab sample'."
                            + " Examples keep their own condition.")
    private List<String> condition = new ArrayList<>();

    @Mixin private ExampleOptions.First which = new ExampleOptions.First(1);

    @Mixin private OutFile out = new OutFile("traversals.png");

    @Override
    void checkOptions() {
        requireAtLeast(2, "--steps", steps);
        if (!prior && !condition.isEmpty()) {
            throw new UsageException(
                    "--condition is given beside draws of the prior: say --prior too, or leave it out");
        }
    }

    @Override
    int use(TrainedModel trained, RunFolder run, Session session) throws IOException {
        List<Traversed> rows = new ArrayList<>();
        write(session, out, file -> rows.addAll(traverse(trained, file)));
        print(out.notes(session.console()), rows);
        return out.written(session.console());
    }

    private List<Traversed> traverse(TrainedModel trained, Path file) throws IOException {
        LatentWalks walks = new LatentWalks(trained.model(), trained.data());
        LatentWalks.UnitChoice choice = new LatentWalks.UnitChoice(units, steps);
        return prior
                ? walks.traversePrior(RandomKey.of(seed), which.count, condition, choice, file)
                : walks.traverse(which.of(trained.data()), choice, file);
    }

    private static void print(PrintWriter out, List<Traversed> units) {
        List<List<String>> rows = new ArrayList<>();
        for (Traversed unit : units) {
            String row = Integer.toString(rows.size() + 1);
            rows.add(List.of(row, unit.name(), ConsoleText.number("%.3f", unit.kl())));
        }
        TextTable.print(out, List.of("row", "unit", "KL in nats"), rows);
        out.println();
    }
}
