// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vaelab score}. */
@Command(
        name = "score",
        description =
                "Score examples one by one by the model of a finished run: the bound, its terms and, if"
                        + " asked for, log p(x).")
final class ScoreCommand extends SessionCommand {

    @Mixin ScoreChoice run = new ScoreChoice();

    @Mixin ExampleChoice examples = new ExampleChoice();

    @Override
    int run(Session session) throws IOException {
        run.requireRun();
        return session.actions().score(session, run, examples);
    }
}
