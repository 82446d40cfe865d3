// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vaelab reproduce}. */
@Command(
        name = "reproduce",
        description = "Train a run again from its record, and compare the two records.")
final class ReproduceCommand extends SessionCommand {

    @Mixin FinishedRun run = new FinishedRun();

    @Override
    int run(Session session) throws IOException {
        return session.actions().reproduce(session, run.requireRun());
    }
}
