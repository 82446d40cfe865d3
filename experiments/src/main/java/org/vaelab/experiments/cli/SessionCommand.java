// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** A command: it holds its options, and does its work in a session. */
@Command(mixinStandardHelpOptions = true)
abstract class SessionCommand implements Callable<Integer> {

    private @Nullable Session session;

    final void enter(Session entered) {
        session = entered;
    }

    @Override
    public final Integer call() throws Exception {
        return run(Objects.requireNonNull(session, "session"));
    }

    /** Does the work, and returns the exit code. */
    abstract int run(Session session) throws Exception;
}
