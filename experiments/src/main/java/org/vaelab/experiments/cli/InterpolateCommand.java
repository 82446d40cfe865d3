// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vaelab interpolate}. */
@Command(
        name = "interpolate",
        description = "Lead codes of examples to those of others, and decode.")
final class InterpolateCommand extends SessionCommand {

    @Mixin RunChoice run = new RunChoice();

    @Mixin InterpolateChoice which = new InterpolateChoice();

    @Override
    int run(Session session) throws IOException {
        run.requireRun();
        return session.actions().interpolate(session, run, which);
    }
}
