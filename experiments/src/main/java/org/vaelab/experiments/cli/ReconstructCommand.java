// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vaelab reconstruct}. */
@Command(name = "reconstruct", description = "Reconstruct examples by the model of a finished run.")
final class ReconstructCommand extends SessionCommand {

    @Mixin RunChoice run = new RunChoice();

    @Mixin ExampleChoice examples = new ExampleChoice();

    @Override
    int run(Session session) throws IOException {
        run.requireRun();
        return session.actions().reconstruct(session, run, examples);
    }
}
