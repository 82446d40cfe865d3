// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import org.vaelab.experiments.run.GeneratorUse;
import org.vaelab.experiments.run.TrainedModel;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vaelab reconstruct}. */
@Command(
        name = "reconstruct",
        description = {
            "Reconstruct examples with a trained model.",
            "Writes the pairs to a .png file, or the reconstructions to a .csv file."
        })
final class ReconstructCommand extends ModelCommand {

    @Mixin private ExampleOptions.First which = new ExampleOptions.First(60);

    @Mixin private OutFile out = new OutFile("reconstructions.png");

    @Override
    int use(TrainedModel trained, RunFolder run, Session session) throws IOException {
        Examples examples = which.of(trained.data());
        write(
                session,
                out,
                file ->
                        new GeneratorUse(trained.model(), trained.data())
                                .reconstruct(RandomKey.of(0), examples, file));
        return out.written(session.console());
    }
}
