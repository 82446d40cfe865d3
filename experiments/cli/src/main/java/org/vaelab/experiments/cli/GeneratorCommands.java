// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.use.Codes;
import org.vaelab.experiments.use.Condition;
import org.vaelab.experiments.use.Generated;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.random.RandomKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The commands that encode examples, and decode codes or draws of the prior. */
final class GeneratorCommands {

    private GeneratorCommands() {}

    /** {@code vaelab encode}. */
    @Command(
            name = "encode",
            description = {
                "Encode examples with a trained model.",
                "Writes labels and latent codes, a row for each example."
            })
    static final class Encode extends FileCommand {

        @Mixin private ExampleArguments examples = new ExampleArguments();

        @Option(
                names = "--parameters",
                description = "Also write all parameters of q(z given x), by name.")
        private boolean parameters;

        @Option(
                names = "--draws",
                paramLabel = "K",
                description =
                        "Write K draws from q(z given x) of each example instead of its location. They depend on"
                                + " the example, and on how many equal ones come before it.")
        private @Nullable Integer draws;

        Encode() {
            super("-");
        }

        @Override
        void checkOptions() {
            examples.check();
            if (draws != null) {
                requireAtLeast(1, "--draws", draws);
            }
        }

        @Override
        void write(Model model, Path file) throws IOException {
            Codes codes = model.encode(examples.all(model, console()));
            if (draws != null) {
                codes = codes.withDraws(RandomKey.of(0), draws);
            }
            (parameters ? codes.withParameters() : codes).to(file);
        }
    }

    /** {@code vaelab reconstruct}. */
    @Command(
            name = "reconstruct",
            description = {
                "Reconstruct examples with a trained model.",
                "Writes each example above its reconstruction to a .png or .txt file.",
                "Writes the reconstructions to a table, texts beside their originals."
            })
    static final class Reconstruct extends FileCommand {

        @Mixin private ExampleArguments examples = new ExampleArguments();

        @Option(
                names = "--keep",
                paramLabel = "K",
                description =
                        "Of a hierarchy, decode the first K latent variables of q alone, parents first, in the order"
                                + " of the codes; each other one is at the location of its prior given those"
                                + " above.")
        private @Nullable Integer keep;

        @Mixin private DecodingOption decoding = new DecodingOption();

        Reconstruct() {
            super("reconstructions.png");
        }

        @Override
        boolean writesExamples() {
            return true;
        }

        @Override
        void checkOptions() {
            examples.check();
            decoding.check();
            if (keep != null) {
                requireAtLeast(1, "--keep", keep);
            }
        }

        @Override
        void write(Model model, Path file) throws IOException {
            Examples some =
                    examples.some(model, 60, out.isSheet(), Model::read, console()).examples();
            Generated reconstructions =
                    keep == null ? model.reconstruct(some) : model.reconstruct(some, keep);
            decoding.rule().map(reconstructions::decoding).orElse(reconstructions).to(file);
        }
    }

    /** {@code vaelab sample}. */
    @Command(
            name = "sample",
            description = {
                "Sample from a trained model: decode draws of the prior.",
                "With --given, decode draws of q(z given some modalities): they follow p(the others given these)"
                        + " as far as q is the posterior.",
                "Writes images to a .png file, rows of a table to a .csv file, or lines of text. Several"
                        + " modalities have a file each, in a folder."
            })
    static final class Sample extends FileCommand {

        @Option(
                names = "--count",
                paramLabel = "N",
                description =
                        "Number of samples; with --given, of each input, on which they depend, and on how many equal"
                                + " inputs come before it (default: 64; with --given, 8).")
        private @Nullable Integer count;

        @Option(
                names = "--seed",
                paramLabel = "SEED",
                description = "Random seed of the draws (default: ${DEFAULT-VALUE}).")
        private long seed;

        @Option(
                names = "--temperature",
                paramLabel = "T",
                description =
                        "Scale of each p(z given its parents), times its own: below 1, samples are more typical and"
                                + " less diverse, and not those of the model (default: 1). That of texts is in"
                                + " --decoding.")
        private double temperature = 1;

        @Option(
                names = "--given",
                paramLabel = "NAME=VALUE",
                description =
                        "A modality from which the others are drawn. VALUE is a file or folder of inputs; or"
                                + " one input: a text, column=value,... of a table, or the bare value of its one column."
                                + " May be repeated. --condition is for labels and values that the model was"
                                + " conditioned on in training.")
        private List<String> given = new ArrayList<>();

        @Option(
                names = "--condition",
                paramLabel = "VALUE",
                description =
                        "Condition of a conditional model: a label such as 7, or column=value for a label"
                                + " or a value of x; a .csv file"
                                + " with a row for each condition; or test, for those of ten test examples in"
                                + " turn, of all for an exposure; or each, for each label in turn. May be"
                                + " repeated (default: labels are drawn with their shares among the"
                                + " training examples; if values of x or an exposure are given, test).")
        private List<String> condition = new ArrayList<>();

        @Option(
                names = "--draw",
                negatable = true,
                description =
                        "Draw x from p(x given z). --no-draw: write its mean, or the greedy text, if that"
                                + " is known (default: draw, except images). Not with --decoding.")
        private @Nullable Boolean draw;

        @Mixin private DecodingOption decoding = new DecodingOption();

        Sample() {
            super("samples.png");
        }

        @Override
        boolean writesExamples() {
            return true;
        }

        @Override
        void checkOptions() {
            requireAtLeast(1, "--count", count());
            if (draw != null && decoding.isGiven()) {
                throw new UserError(
                        "%s and --decoding both say how x is obtained: leave one out"
                                .formatted(draw ? "--draw" : "--no-draw"));
            }
            decoding.check();
            if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
                throw new UserError(
                        "--temperature must be finite and not negative, is " + temperature);
            }
            if (!given.isEmpty() && temperature != 1) {
                throw new UserError(
                        "--temperature is for draws of the prior; --given draws from q");
            }
            if (!given.isEmpty() && !condition.isEmpty()) {
                throw new UserError(
                        "--condition is for draws of the prior; the inputs of --given have their labels"
                                + " with them");
            }
        }

        private int count() {
            return count != null ? count : given.isEmpty() ? 64 : 8;
        }

        @Override
        void write(Model model, Path file) throws IOException {
            Generated samples = samples(model);
            if (draw != null) {
                samples = draw ? samples.drawn() : samples.predicted();
            }
            decoding.rule().map(samples::decoding).orElse(samples).to(file);
        }

        private Generated samples(Model model) {
            RandomKey key = RandomKey.of(seed);
            if (given.isEmpty()) {
                return model.sample(key, count(), temperature, Condition.read(condition));
            }
            ExampleReader.Found inputs = model.given(given);
            inputs.remarks().forEach(console().err()::println);
            return model.sample(key, inputs.examples(), count());
        }
    }
}
