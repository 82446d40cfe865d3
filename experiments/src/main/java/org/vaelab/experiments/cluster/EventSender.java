// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.vaelab.experiments.run.RunListener;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.training.StepReport;

/**
 * Sends the progress of runs, at most twice a second for each run. The end of a run is not sent:
 * its record tells more.
 */
final class EventSender implements RunListener {

    private static final long NANOS_BETWEEN = 500_000_000L;

    private final Consumer<Line> out;
    private final Map<PlannedRun, Long> sent = new ConcurrentHashMap<>();
    private final Map<PlannedRun, Double> bounds = new ConcurrentHashMap<>();

    EventSender(Consumer<Line> out) {
        this.out = out;
    }

    @Override
    public void started(PlannedRun run, long afterStep) {
        send(RunEvent.of(run, RunEvent.Kind.STARTED, afterStep, 0));
    }

    @Override
    public void stepped(PlannedRun run, long step, long steps) {
        if (isDue(run)) {
            send(
                    RunEvent.of(run, RunEvent.Kind.STEPPED, step, steps)
                            .with(bounds.getOrDefault(run, Double.NaN)));
        }
    }

    @Override
    public void reported(PlannedRun run, StepReport report) {
        Double bound = report.values().get(StepReport.BOUND);
        if (bound != null) {
            bounds.put(run, bound);
        }
    }

    @Override
    public void found(PlannedRun run, HealthFinding finding) {
        send(RunEvent.of(run, finding));
    }

    @Override
    public void retaken(PlannedRun run, long step, long until) {
        if (isDue(run)) {
            send(RunEvent.of(run, RunEvent.Kind.RETAKEN, step, until));
        }
    }

    @Override
    public void evaluated(PlannedRun run, String metric, int done, int examples) {
        if (isDue(run)) {
            send(RunEvent.of(run, RunEvent.Kind.EVALUATED, done, examples).of(metric));
        }
    }

    @Override
    public void interrupted(PlannedRun run) {
        send(RunEvent.of(run, RunEvent.Kind.INTERRUPTED, 0, 0));
    }

    private boolean isDue(PlannedRun run) {
        long now = System.nanoTime();
        Long last = sent.get(run);
        if (last != null && now - last < NANOS_BETWEEN) {
            return false;
        }
        sent.put(run, now);
        return true;
    }

    private void send(RunEvent event) {
        out.accept(Line.of("event", event.text()));
    }
}
