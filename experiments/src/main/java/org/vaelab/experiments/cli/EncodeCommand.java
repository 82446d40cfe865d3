// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import org.vaelab.experiments.run.GeneratorUse;
import org.vaelab.experiments.run.TrainedModel;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vaelab encode}. */
@Command(
        name = "encode",
        description = {
            "Encode examples with a trained model.",
            "Writes labels and latent codes as CSV, a row for each example."
        })
final class EncodeCommand extends ModelCommand {

    @Mixin private ExampleOptions.All which = new ExampleOptions.All();

    @Mixin private OutFile out = new OutFile("-");

    @Override
    int use(TrainedModel trained, RunFolder run, Session session) throws IOException {
        Examples examples = which.of(trained.data());
        GeneratorUse use = new GeneratorUse(trained.model(), trained.data());
        out.write(
                session.console(),
                file -> AtomicFile.writeText(file, writer -> use.encode(examples, writer)));
        return out.written(session.console());
    }
}
