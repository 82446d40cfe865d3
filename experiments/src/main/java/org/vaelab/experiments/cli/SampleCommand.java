// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vaelab sample}. */
@Command(name = "sample", description = "Sample from the model of a finished run.")
final class SampleCommand extends SessionCommand {

    @Mixin RunChoice run = new RunChoice();

    @Mixin SampleChoice samples = new SampleChoice();

    @Override
    int run(Session session) throws IOException {
        run.requireRun();
        return session.actions().sample(session, run, samples);
    }
}
