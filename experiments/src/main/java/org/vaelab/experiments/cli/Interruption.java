// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Turns Ctrl-C into a question that the work asks itself: while this is open, the end of the process
 * waits until the work has left a state from which it can go on.
 */
final class Interruption implements BooleanSupplier, AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupt, "vaelab-interruption");
    private volatile boolean interrupted;

    private Interruption() {}

    /** Begins to listen. */
    static Interruption listen() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void interrupt() {
        interrupted = true;
        try {
            done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether somebody asked for an end. */
    @Override
    public boolean getAsBoolean() {
        return interrupted;
    }

    /** The work is in a good state: the process may end. */
    @Override
    public void close() {
        done.countDown();
        if (!interrupted) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The process is ending already: the hook does not wait any more.
                interrupted = true;
            }
        }
    }
}
