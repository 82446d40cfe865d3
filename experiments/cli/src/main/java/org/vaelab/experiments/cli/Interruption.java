// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.vaelab.framework.record.TemporaryPath;

/**
 * Turns Ctrl-C into a flag that the work checks. While this is open, the process ends after orderly
 * work is done and the farewell is printed. Further Ctrl-C have no effect.
 */
final class Interruption implements BooleanSupplier, AutoCloseable {

    private static final long MOMENT_SECONDS = 2;
    private static final long PATIENCE_SECONDS = 60;

    private final Console console;
    private final String farewell;

    /** Held by uninterruptible work, and finally by the end of the process. */
    private final Semaphore orderly = new Semaphore(1);

    private final Runnable end = this::interrupt;
    private volatile boolean interrupted;

    private Interruption(Console console, String farewell) {
        this.console = console;
        this.farewell = farewell;
    }

    /**
     * Starts to listen.
     *
     * @param farewell the last line printed after an interruption
     */
    static Interruption listen(Console console, String farewell) {
        Interruption interruption = new Interruption(console, farewell);
        TemporaryPath.beforeDeletion(interruption.end);
        return interruption;
    }

    private void interrupt() {
        interrupted = true;
        try {
            if (!orderly.tryAcquire(MOMENT_SECONDS, TimeUnit.SECONDS)) {
                console.line("interrupted; waiting for the current step to end");
                if (!orderly.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    console.line("it has not ended after " + PATIENCE_SECONDS + " s");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        console.show("");
        console.line(farewell);
        console.flush();
    }

    /** Starts uninterruptible work, which ends when the result is closed. */
    Orderly orderly() {
        orderly.acquireUninterruptibly();
        return orderly::release;
    }

    @FunctionalInterface
    interface Orderly extends AutoCloseable {
        @Override
        void close();
    }

    /** Returns whether the user asked to stop. */
    @Override
    public boolean getAsBoolean() {
        return interrupted;
    }

    /** Stops listening, or waits for the end of the process if it has started. */
    @Override
    public void close() {
        if (!TemporaryPath.forget(end)) {
            // The process ends already, after the farewell.
            interrupted = true;
        }
    }
}
