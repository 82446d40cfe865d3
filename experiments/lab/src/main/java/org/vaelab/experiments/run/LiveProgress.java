// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.PlannedRun;

/**
 * The progress of runs in this process. It estimates the time left as {@link PlanProgress} does,
 * which other processes read from the folder. It is thread-safe.
 */
@Internal
public final class LiveProgress implements Listener {

    /** The start of a run in this process, and its training time before. */
    private record Beginning(long nanos, double secondsBefore) {}

    private final Map<String, RunProgress> runs = new LinkedHashMap<>();
    private final Map<String, Beginning> beginnings = new HashMap<>();

    @Override
    public synchronized void heard(RunEvent event) {
        if (event instanceof RunEvent.Begun begun) {
            runs.clear();
            begun.ended().forEach(run -> runs.put(run.planned().folderName(), run));
            // Failed ones are executed again.
            begun.ahead().forEach(run -> runs.put(run.planned().folderName(), run.reopened()));
        } else if (event instanceof RunEvent.Started started) {
            started(started.run(), started.afterStep());
        } else if (event instanceof RunEvent.Stepped stepped) {
            stepped(stepped.run(), stepped.step());
        } else if (event instanceof RunEvent.Finished finished) {
            change(finished.run(), progress -> progress.ended(finished.record()));
        }
    }

    private void started(PlannedRun run, long afterStep) {
        RunProgress before = of(run);
        double seconds = before.timedStep() == 0 ? 0 : before.secondsTo(afterStep);
        beginnings.put(run.folderName(), new Beginning(System.nanoTime(), seconds));
        change(run, progress -> progress.atWork(afterStep, seconds));
    }

    private void stepped(PlannedRun run, long step) {
        Beginning beginning = Objects.requireNonNull(beginnings.get(run.folderName()), "beginning");
        double seconds = beginning.secondsBefore() + (System.nanoTime() - beginning.nanos()) / 1e9;
        change(run, progress -> progress.atWork(step, seconds));
    }

    public synchronized long step(PlannedRun run) {
        return of(run).step();
    }

    public synchronized long steps() {
        return runs.values().stream().mapToLong(RunProgress::steps).sum();
    }

    public synchronized long stepsDone() {
        return runs.values().stream().mapToLong(RunProgress::stepsDone).sum();
    }

    public synchronized TimeLeft timeLeft() {
        return TimeLeft.of(List.copyOf(runs.values()));
    }

    private RunProgress of(PlannedRun run) {
        @Nullable RunProgress known = runs.get(run.folderName());
        if (known == null) {
            throw new IllegalArgumentException(run.folderName() + " is not one of the runs");
        }
        return known;
    }

    private void change(PlannedRun run, UnaryOperator<RunProgress> how) {
        runs.put(run.folderName(), how.apply(of(run)));
    }
}
