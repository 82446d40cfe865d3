// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.vaelab.framework.training.TrainingListener;

/**
 * A training run that takes steps on request. It runs the whole trainer on a thread of its own and
 * waits between steps. So steps can be timed without the start and the end of a training run.
 */
final class RunningTraining implements AutoCloseable {

    private static final long ENDLESS = 1_000_000_000L;

    private final Semaphore asked = new Semaphore(0);
    private final Semaphore done = new Semaphore(0);
    private final Thread thread;
    private volatile boolean isClosed;
    private volatile Throwable failure;
    private volatile int steps;
    private volatile long reached;

    /** Starts training and takes the first steps, which create the state of the optimiser. */
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

    /** Waits after each requested number of steps. */
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
                reached = step;
                workload.awaitDevice();
                done.release();
                asked.acquireUninterruptibly();
            }
        }
    }

    /**
     * Takes steps.
     *
     * @return the number of steps since training began
     * @throws IllegalStateException if training has failed
     */
    long advance(int count) {
        steps = count;
        asked.release();
        done.acquireUninterruptibly();
        if (failure != null) {
            throw new IllegalStateException("training has failed", failure);
        }
        return reached;
    }

    /** Returns the processor time that the training thread has used. */
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
