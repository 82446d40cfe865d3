// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiments.run.GeneratorUse;
import org.vaelab.experiments.run.TrainedModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaelab sample}. */
@Command(
        name = "sample",
        description = {
            "Sample from a trained model: decode draws of the prior.",
            "Writes images to a .png file, or values to a .csv file."
        })
final class SampleCommand extends ModelCommand {

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

    @Mixin private OutFile out = new OutFile("samples.png");

    @Override
    void checkOptions() {
        requireAtLeast(1, "--count", count);
    }

    @Override
    int use(TrainedModel trained, RunFolder run, Session session) throws IOException {
        write(
                session,
                out,
                file ->
                        new GeneratorUse(trained.model(), trained.data())
                                .sample(RandomKey.of(seed), count, condition, file));
        return out.written(session.console());
    }
}
