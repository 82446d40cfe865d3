// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vaelab traverse}. */
@Command(
        name = "traverse",
        description = "Lead each unit of the codes of examples through its values, and decode.")
final class TraverseCommand extends SessionCommand {

    @Mixin RunChoice run = new RunChoice();

    @Mixin TraverseChoice which = new TraverseChoice();

    @Override
    int run(Session session) throws IOException {
        run.requireRun();
        return session.actions().traverse(session, run, which);
    }
}
