// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.vaelab.framework.training.TrainingListener;

/**
 * A training run that takes steps when it is told to: on a thread of its own it goes through the
 * whole trainer, and waits between steps. So the steps in the midst of a run can be timed, without
 * the trainer's first and last work.
 */
final class RunningTraining implements AutoCloseable {

    private static final long ENDLESS = 1_000_000_000L;

    private final Semaphore asked = new Semaphore(0);
    private final Semaphore done = new Semaphore(0);
    private final Thread thread;
    private volatile boolean isClosed;
    private volatile Throwable failure;
    private volatile int steps;

    /** Begins, and takes the first steps, in which the optimiser's state is made. */
    RunningTraining(Supplier<Workload> workload, int first) {
        thread = new Thread(() -> train(workload), "training");
        thread.start();
        advance(first);
    }

    private void train(Supplier<Workload> opened) {
        asked.acquireUninterruptibly();
        try (Workload workload = opened.get()) {
            workload.train(ENDLESS, new Pause(workload), () -> isClosed);
        } catch (Throwable e) {
            failure = e;
        } finally {
            done.release();
        }
    }

    /** Hands over to whoever asked when as many steps are taken as were asked for. */
    private final class Pause implements TrainingListener {

        private final Workload workload;
        private int taken;

        Pause(Workload workload) {
            this.workload = workload;
        }

        @Override
        public void stepped(long step, long planned, long nanos) {
            if (++taken == steps) {
                taken = 0;
                workload.awaitDevice();
                done.release();
                asked.acquireUninterruptibly();
            }
        }
    }

    /**
     * Takes steps.
     *
     * @throws IllegalStateException if training has failed
     */
    void advance(int count) {
        steps = count;
        asked.release();
        done.acquireUninterruptibly();
        if (failure != null) {
            throw new IllegalStateException("training has failed", failure);
        }
    }

    /** Returns the processor time that the training's thread has used, without that of batches. */
    long processorNanos() {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
    }

    @Override
    public void close() {
        isClosed = true;
        asked.release();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
