// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vaelab impute}. */
@Command(
        name = "impute",
        description = "Fill in what is missing of examples by the model of a finished run.")
final class ImputeCommand extends SessionCommand {

    @Mixin RunChoice run = new RunChoice();

    @Mixin ImputeChoice which = new ImputeChoice();

    @Override
    int run(Session session) throws IOException {
        run.requireRun();
        return session.actions().impute(session, run, which);
    }
}
