// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.model.ExampleTensors;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Runs steps in groups and checks their losses: in a group of one before the parameters change,
 * else at the end of the group.
 *
 * <p>On a device that works through a queue, reading a number waits until the queue is empty. So
 * the losses and history values of a group stay on the device and are read together. Before each
 * group, the device copies everything that training changes. If a loss is not finite, or a step
 * fails, training goes back to the copy and runs the steps one by one. So errors and reports are
 * the same for groups of any size.
 */
final class CheckedSteps implements AutoCloseable {

    private final TensorRuntime runtime;
    private final TrainingStep step;
    private final TrainingExamples examples;
    private final List<Parameter> parameters;
    private final long allSteps;
    private final TrainingListener listener;
    private final DoubleStream.Builder modelMillis = DoubleStream.builder();
    private final DoubleStream.Builder priorMillis = DoubleStream.builder();
    private long firstEnd;
    private @Nullable Snapshot snapshot;

    /**
     * Prepares groups.
     *
     * @param parameters all that training changes, without the state of optimisers
     * @param allSteps the number of steps that training takes, in all phases
     */
    CheckedSteps(
            TensorRuntime runtime,
            TrainingStep step,
            TrainingExamples examples,
            List<Parameter> parameters,
            long allSteps,
            TrainingListener listener) {
        this.runtime = runtime;
        this.step = step;
        this.examples = examples;
        this.parameters = List.copyOf(parameters);
        this.allSteps = allSteps;
        this.listener = listener;
    }

    /** Reports a step that was found finite; the steps of a group share their time equally. */
    private void report(long done, long nanos, Optional<StepReport> report) {
        listener.stepped(done, allSteps, nanos);
        report.ifPresent(listener::reported);
    }

    /**
     * Runs steps [from, to).
     *
     * @param ofModel whether they train the model; otherwise they fit its prior
     */
    void take(TrainingPhase phase, long from, long to, boolean ofModel) {
        if (to - from == 1) {
            takeOne(phase, from, ofModel);
        } else {
            takeTogether(phase, from, to, ofModel);
        }
    }

    private void takeOne(TrainingPhase phase, long number, boolean ofModel) {
        ExampleTensors batch = examples.at(number);
        long started = System.nanoTime();
        Optional<StepReport> report = step.take(phase, batch, number);
        report(number + 1, nanos(started, 1, ofModel), report);
    }

    private void takeTogether(TrainingPhase phase, long from, long to, boolean ofModel) {
        long started = System.nanoTime();
        Snapshot before = snapshot(phase);
        List<StepValues> unread = new ArrayList<>();
        List<Optional<StepReport>> reports;
        @Nullable RuntimeException failure = null;
        try {
            try {
                for (long number = from; number < to; number++) {
                    unread.add(step.takeUnread(phase, examples.at(number), number));
                }
            } catch (RuntimeException e) {
                failure = e;
            }
            reports = reportsOfFinite(unread);
        } catch (RuntimeException e) {
            // If nothing can be read any more, a step has failed before.
            throw failure == null ? e : failure;
        } finally {
            unread.forEach(values -> runtime.release(values.onDevice()));
        }
        long finite = from + reports.size();
        if (finite < to) {
            before.restore();
            for (long number = from; number < to; number++) {
                takeOne(phase, number, ofModel);
            }
            // Not reproducible: floating-point sums may be reordered.
            throw failure != null ? failure : FiniteGuard.notRepeated(finite);
        }
        long nanos = nanos(started, (int) (to - from), ofModel);
        for (int i = 0; i < reports.size(); i++) {
            report(from + i + 1, nanos, reports.get(i));
        }
    }

    /**
     * Reads all values at once; returns the reports of the steps before the first non-finite one.
     */
    private List<Optional<StepReport>> reportsOfFinite(List<StepValues> unread) {
        List<Optional<StepReport>> reports = new ArrayList<>();
        if (unread.isEmpty()) {
            return reports;
        }
        double[] all;
        try (TensorScope scope = runtime.scope()) {
            List<Tensor> values = unread.stream().map(StepValues::onDevice).toList();
            all = Tensor.concatenate(values, 0).readDoubles();
        }
        int from = 0;
        for (StepValues values : unread) {
            int to = from + values.names().size();
            double[] own = Arrays.copyOfRange(all, from, to);
            if (!values.isFinite(own)) {
                return reports;
            }
            reports.add(values.report(own));
            from = to;
        }
        return reports;
    }

    private long nanos(long started, int steps, boolean ofModel) {
        long now = System.nanoTime();
        long nanos = (now - started) / steps;
        if (firstEnd == 0) {
            firstEnd = now;
        } else {
            for (int i = 0; i < steps; i++) {
                (ofModel ? modelMillis : priorMillis).add(nanos / 1e6);
            }
        }
        return nanos;
    }

    /** Returns the outcome of training; call it once. */
    TrainingOutcome outcome(TrainingPhase phase, long done, TrainingOutcome.Ending ending) {
        return new TrainingOutcome(
                done,
                ending,
                modelMillis.build().toArray(),
                priorMillis.build().toArray(),
                firstEnd,
                phase.skipped().total());
    }

    private Snapshot snapshot(TrainingPhase phase) {
        Snapshot known = snapshot;
        if (known != null && known.phase.equals(phase)) {
            known.update();
            return known;
        }
        close();
        Snapshot created = new Snapshot(phase);
        snapshot = created;
        return created;
    }

    /** A copy, on the device, of everything that training changes. */
    private final class Snapshot {

        private final TrainingPhase phase;
        private final List<Parameter> changing = new ArrayList<>(parameters);
        private final List<Tensor> copies = new ArrayList<>();
        private final SkippedSteps skipped;

        Snapshot(TrainingPhase phase) {
            this.phase = phase;
            this.skipped = phase.skipped().copy();
            changing.addAll(phase.optimizerState());
            changing.forEach(parameter -> copies.add(runtime.keep(parameter.value(), false)));
        }

        void update() {
            for (int i = 0; i < copies.size(); i++) {
                runtime.assign(copies.get(i), changing.get(i).value());
            }
            skipped.copyFrom(phase.skipped());
        }

        void restore() {
            for (int i = 0; i < copies.size(); i++) {
                changing.get(i).assign(copies.get(i));
            }
            phase.skipped().copyFrom(skipped);
        }
    }

    @Override
    public void close() {
        if (snapshot != null) {
            snapshot.copies.forEach(runtime::release);
            snapshot = null;
        }
    }
}
