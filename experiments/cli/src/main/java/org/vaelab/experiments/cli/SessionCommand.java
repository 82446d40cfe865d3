// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.use.Lab;
import org.vaelab.framework.record.ComparisonFolder;
import picocli.CommandLine.Command;

/**
 * A command, whose fields are its options. {@link #call} does the work, and returns the exit code.
 */
@Command(mixinStandardHelpOptions = true)
abstract class SessionCommand implements Callable<Integer> {

    private @Nullable Session session;

    final void enter(Session entered) {
        session = entered;
    }

    /** Returns the invocation of the program. */
    final Session session() {
        return Objects.requireNonNull(session, "session");
    }

    final Console console() {
        return session().console();
    }

    /** Returns the parts and data of this invocation, to open experiments and models with. */
    final Lab lab() {
        return session().lab();
    }

    /**
     * Returns the folder of a comparison.
     *
     * @throws UserError if it has no plan
     */
    static ComparisonFolder requireComparison(Path folder) {
        ComparisonFolder comparison = new ComparisonFolder(folder);
        if (!Files.isRegularFile(comparison.plan())) {
            String why = Files.isDirectory(folder) ? "it has no plan.json" : "no such folder";
            throw new UserError(folder + " is not the folder of a comparison: " + why);
        }
        return comparison;
    }

    /** Waits until the next look at a folder. */
    static void pause(double seconds) {
        try {
            Thread.sleep((long) (1000 * seconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while watching", e);
        }
    }
}
