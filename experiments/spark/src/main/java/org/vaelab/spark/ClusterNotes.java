// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Tells which workers come and go, and which tasks begin and fail. Spark calls it in one thread.
 */
final class ClusterNotes extends SparkListener {

    /** The property of a job that names its task. */
    static final String TASK = "vaelab.task";

    private final Map<Integer, String> tasks = new HashMap<>();

    @Override
    public void onExecutorAdded(SparkListenerExecutorAdded added) {
        String host = added.executorInfo().executorHost();
        PlanDriver.tell("note", "worker " + added.executorId() + " on " + host + " joins");
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        String why = firstLine(removed.reason());
        PlanDriver.tell("note", "worker " + removed.executorId() + " is gone: " + why);
    }

    @Override
    public void onJobStart(SparkListenerJobStart job) {
        int stage = (Integer) job.stageIds().head();
        tasks.put(stage, job.properties().getProperty(TASK));
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
        PlanDriver.tell("started", tasks.get(start.stageId()), start.taskInfo().executorId());
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.reason() instanceof TaskFailedReason failed) {
            String why =
                    failed instanceof ExceptionFailure thrown
                            ? thrown.description()
                            : firstLine(failed.toErrorString());
            String where = end.taskInfo() == null ? "?" : end.taskInfo().executorId();
            PlanDriver.tell("note", "a run on worker " + where + " did not end: " + why);
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
