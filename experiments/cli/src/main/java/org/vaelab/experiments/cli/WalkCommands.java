// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiments.cli.ExampleArguments.Split;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.use.Generated;
import org.vaelab.experiments.use.Model;
import org.vaelab.experiments.use.Traversal;
import org.vaelab.framework.data.Examples;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The commands that decode walks through the latent space. */
final class WalkCommands {

    private WalkCommands() {}

    /** The option {@code --split} for the run's own data. */
    static final class OwnExamples {

        @Option(
                names = "--split",
                paramLabel = "SPLIT",
                description =
                        "Part of the data: train, validation or test (default: ${DEFAULT-VALUE}).")
        private Split split = Split.TEST;

        Examples of(Model model) {
            return split.of(model);
        }
    }

    /** {@code vaelab traverse}. */
    @Command(
            name = "traverse",
            description = {
                "Latent traversal: vary one latent unit at a time, and decode.",
                "Writes images to a .png file, or values or texts to a .csv file."
            })
    static final class Traverse extends FileCommand {

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

        @Mixin private OwnExamples which = new OwnExamples();

        @Option(
                names = "--first",
                paramLabel = "N",
                description = "Use only the first N examples (default: ${DEFAULT-VALUE}).")
        private int first = 1;

        @Mixin private DecodingOption decoding = new DecodingOption();

        Traverse() {
            super("traversals.png");
        }

        @Override
        void checkOptions() {
            requireAtLeast(1, "--first", first);
            requireAtLeast(2, "--steps", steps);
            decoding.check();
        }

        @Override
        void write(Model model, Path file) throws IOException {
            Traversal traversal =
                    model.traverse(
                            which.of(model).first(first), steps, units.toArray(String[]::new));
            List<Traversal.Traversed> rows =
                    decoding.rule().map(traversal::decoding).orElse(traversal).to(file);
            new ConsoleTable<Traversal.Traversed>()
                    .column("row", unit -> "" + (rows.indexOf(unit) + 1))
                    .column("unit", Traversal.Traversed::name)
                    .column("KL in nats", unit -> ConsoleText.number("%.3f", unit.kl()))
                    .print(out.notes(console()), rows);
            out.notes(console()).println();
        }
    }

    /** {@code vaelab interpolate}. */
    @Command(
            name = "interpolate",
            description = {
                "Interpolate between the latent codes of examples, and decode. A condition, such as a label, changes"
                        + " halfway.",
                "Writes images to a .png file, or values or texts to a .csv file."
            })
    static final class Interpolate extends FileCommand {

        @Option(
                names = "--pairs",
                paramLabel = "N",
                description =
                        "Number of pairs (default: ${DEFAULT-VALUE}): the first and second example, the"
                                + " third and fourth, and so on.")
        private int pairs = 5;

        @Option(
                names = "--steps",
                paramLabel = "K",
                description =
                        "Images or texts of a pair, the reconstructions of both examples included (default:"
                                + " ${DEFAULT-VALUE}).")
        private int steps = 10;

        @Mixin private OwnExamples which = new OwnExamples();

        @Mixin private DecodingOption decoding = new DecodingOption();

        Interpolate() {
            super("interpolations.png");
        }

        @Override
        void checkOptions() {
            requireAtLeast(1, "--pairs", pairs);
            requireAtLeast(2, "--steps", steps);
            decoding.check();
        }

        @Override
        void write(Model model, Path file) throws IOException {
            Generated ways = model.interpolate(examplesOfPairs(which.of(model)), steps);
            decoding.rule().map(ways::decoding).orElse(ways).to(file);
            if (!model.distributions().generative().condition().columns().isEmpty()) {
                out.notes(console())
                        .println(
                                "the condition changes halfway, from that of the first example to that of the second");
            }
        }

        private Examples examplesOfPairs(Examples all) {
            int most = all.size() / 2;
            if (pairs > most) {
                throw new UserError(
                        "--pairs is %s, and there are %s pairs of %s examples"
                                .formatted(pairs, most, all.size()));
            }
            return all.first(2 * pairs);
        }
    }
}
