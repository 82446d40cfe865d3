// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiments.run.GeneratorUse;
import org.vaelab.experiments.run.TrainedModel;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.AtomicFile;
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
                "Writes labels and latent codes as CSV, a row for each example."
            })
    static final class Encode extends FileCommand {

        @Mixin private ExampleOptions.All which = new ExampleOptions.All();

        Encode() {
            super("-");
        }

        @Override
        void write(TrainedModel trained, Path file, Session session) throws IOException {
            Examples examples = which.of(trained.data());
            GeneratorUse use = new GeneratorUse(trained.model(), trained.data());
            AtomicFile.writeText(file, writer -> use.encode(examples, writer));
        }
    }

    /** {@code vaelab reconstruct}. */
    @Command(
            name = "reconstruct",
            description = {
                "Reconstruct examples with a trained model.",
                "Writes the pairs to a .png file, or the reconstructions to a .csv file."
            })
    static final class Reconstruct extends FileCommand {

        @Mixin private ExampleOptions.First which = new ExampleOptions.First(60);

        Reconstruct() {
            super("reconstructions.png");
        }

        @Override
        void write(TrainedModel trained, Path file, Session session) throws IOException {
            new GeneratorUse(trained.model(), trained.data())
                    .reconstruct(RandomKey.of(0), which.of(trained.data()), file);
        }
    }

    /** {@code vaelab sample}. */
    @Command(
            name = "sample",
            description = {
                "Sample from a trained model: decode draws of the prior.",
                "Writes images to a .png file, or values to a .csv file."
            })
    static final class Sample extends FileCommand {

        @Option(
                names = "--count",
                paramLabel = "N",
                description = "Number of samples (default: ${DEFAULT-VALUE}).")
        private int count = 64;

        @Option(
                names = "--seed",
                paramLabel = "SEED",
                description = "Random seed of the draws (default: ${DEFAULT-VALUE}).")
        private long seed;

        @Option(
                names = "--condition",
                paramLabel = "VALUE",
                description =
                        "Condition of a conditional model: a label such as 7, or column=value; a .csv file"
                                + " with a row for each condition; or test, for the conditions of the test"
                                + " examples in turn. May be repeated (default: each label in turn).")
        private List<String> condition = new ArrayList<>();

        Sample() {
            super("samples.png");
        }

        @Override
        void checkOptions() {
            requireAtLeast(1, "--count", count);
        }

        @Override
        void write(TrainedModel trained, Path file, Session session) throws IOException {
            new GeneratorUse(trained.model(), trained.data())
                    .sample(RandomKey.of(seed), count, condition, file);
        }
    }
}
