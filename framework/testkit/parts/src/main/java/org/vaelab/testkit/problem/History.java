// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.vaelab.framework.training.StepReport;
import org.vaelab.framework.training.TrainingListener;

/** Remembers what training reports, and may ask it to end. */
public final class History implements TrainingListener {

    private final List<StepReport> reports = new ArrayList<>();
    private final List<String> validations = new ArrayList<>();
    private final long interruptedAfter;
    private long step;

    public History() {
        this(-1);
    }

    /** Asks training to end. */
    public History(long interruptedAfter) {
        this.interruptedAfter = interruptedAfter;
    }

    public long step() {
        return step;
    }

    public boolean isInterrupted() {
        return step == interruptedAfter;
    }

    public List<StepReport> reports() {
        return Collections.unmodifiableList(reports);
    }

    /** Returns the validations: step, bound, and whether it was the best. */
    public List<String> validations() {
        return Collections.unmodifiableList(validations);
    }

    /**
     * Returns the mean of a value over reports.
     *
     * @param name as in the report
     * @param from the first report, from 0
     * @param to the one after the last
     */
    public double mean(String name, int from, int to) {
        return reports.subList(from, to).stream()
                .mapToDouble(report -> Objects.requireNonNull(report.values().get(name), name))
                .average()
                .orElseThrow();
    }

    @Override
    public void stepped(long newStep, long steps, long nanos) {
        step = newStep;
    }

    @Override
    public void reported(StepReport report) {
        reports.add(report);
    }

    @Override
    public void validated(long at, double bound, boolean best) {
        validations.add(at + " " + bound + " " + best);
    }
}
