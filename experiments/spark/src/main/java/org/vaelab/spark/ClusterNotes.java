// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import java.util.concurrent.TimeUnit;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Tells which workers are lost and which tasks start again, and counts the tasks at work. */
final class ClusterNotes extends SparkListener {

    private int working;

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        note("worker " + removed.executorId() + " is gone: " + firstLine(removed.reason()));
    }

    @Override
    public synchronized void onTaskStart(SparkListenerTaskStart start) {
        working++;
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.reason() instanceof TaskFailedReason failed && !(failed instanceof TaskKilled)) {
            String why =
                    failed instanceof ExceptionFailure thrown
                            ? thrown.description()
                            : firstLine(failed.toErrorString());
            String where = end.taskInfo() == null ? "?" : end.taskInfo().executorId();
            note("a run on worker " + where + " starts again: " + why);
        }
        synchronized (this) {
            working--;
            notifyAll();
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static void note(String text) {
        Messages.tell("note", text);
    }

    /** Waits until no task is at work, or the time is over. */
    synchronized void awaitIdle(int seconds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try {
            while (working > 0 && System.nanoTime() < deadline) {
                wait(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
