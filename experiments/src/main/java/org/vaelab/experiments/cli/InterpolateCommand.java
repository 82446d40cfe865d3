// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import org.vaelab.experiments.run.LatentWalks;
import org.vaelab.experiments.run.TrainedModel;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaelab interpolate}. */
@Command(
        name = "interpolate",
        description = {
            "Interpolate between the latent codes of examples, and decode.",
            "Writes images to a .png file, or values to a .csv file."
        })
final class InterpolateCommand extends ModelCommand {

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
                    "Images of a pair, the reconstructions of both examples included (default:"
                            + " ${DEFAULT-VALUE}).")
    private int steps = 10;

    @Mixin private ExampleOptions which = new ExampleOptions();

    @Mixin private OutFile out = new OutFile("interpolations.png");

    @Override
    void checkOptions() {
        requireAtLeast(1, "--pairs", pairs);
        requireAtLeast(2, "--steps", steps);
    }

    @Override
    int use(TrainedModel trained, RunFolder run, Session session) throws IOException {
        Examples examples = examplesOfPairs(which.of(trained.data()));
        write(
                session,
                out,
                file ->
                        new LatentWalks(trained.model(), trained.data())
                                .interpolate(examples, steps, file));
        return out.written(session.console());
    }

    private Examples examplesOfPairs(Examples all) {
        int most = all.size() / 2;
        if (pairs > most) {
            throw new UsageException(
                    "--pairs is "
                            + pairs
                            + ", and there are "
                            + most
                            + " pairs of "
                            + all.size()
                            + " examples");
        }
        return all.first(2 * pairs);
    }
}
