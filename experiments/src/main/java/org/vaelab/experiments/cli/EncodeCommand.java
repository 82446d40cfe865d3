// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vaelab encode}. */
@Command(name = "encode", description = "Encode examples by the model of a finished run.")
final class EncodeCommand extends SessionCommand {

    @Mixin RunChoice run = new RunChoice();

    @Mixin ExampleChoice examples = new ExampleChoice();

    @Override
    int run(Session session) throws IOException {
        run.requireRun();
        return session.actions().encode(session, run, examples);
    }
}
