// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vaelab evaluate}. */
@Command(name = "evaluate", description = "Evaluate a finished run again, with other settings.")
final class EvaluateCommand extends SessionCommand {

    @Mixin RunChoice run = new RunChoice();

    @Override
    int run(Session session) throws IOException {
        run.requireRun();
        return session.actions().evaluate(session, run);
    }
}
