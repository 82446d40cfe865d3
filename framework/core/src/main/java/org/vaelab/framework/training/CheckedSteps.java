// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.model.ExampleTensors;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * Takes steps in groups, and looks at their losses at the end of each: a group of one before its
 * parameters change.
 *
 * <p>On a device that works through a queue, to read a number is to wait until the queue is empty. So
 * the losses and history values of a group stay on the device and are read together. Before a group,
 * all that training changes is copied, on the device. If a loss of the group is not finite, or a step
 * fails, training goes back to the copy and takes the steps again, one by one: what is thrown then,
 * and what was heard of the steps before, is what groups of one give.
 */
final class CheckedSteps implements AutoCloseable {

    /** Hears of each step that was found finite, in order. */
    @FunctionalInterface
    interface Listener {

        /**
         * Hears of a step.
         *
         * @param done the number of steps done with it
         * @param nanos its time; each step of a group has taken the same
         */
        void heard(long done, long nanos, Optional<StepReport> report);
    }

    private final TensorRuntime runtime;
    private final TrainingStep step;
    private final TrainingExamples examples;
    private final List<Parameter> parameters;
    private final StepTimes times;
    private @Nullable Snapshot snapshot;
    private @Nullable Stage snapshotOf;

    /**
     * Prepares groups.
     *
     * @param examples at the first step that will be taken
     * @param parameters all that training changes but the memory of optimisers
     */
    CheckedSteps(
            TensorRuntime runtime,
            TrainingStep step,
            TrainingExamples examples,
            List<Parameter> parameters,
            StepTimes times) {
        this.runtime = runtime;
        this.step = step;
        this.examples = examples;
        this.parameters = List.copyOf(parameters);
        this.times = times;
    }

    /**
     * Takes the steps from one, which is the next of the stream, up to another, exclusive.
     *
     * @param counted whether they are among those whose times are kept
     * @throws NonFiniteException if a loss is not finite, or a gradient where it is clipped
     */
    void take(Stage stage, long from, long to, boolean counted, Listener listener) {
        if (to - from == 1) {
            takeOne(stage, from, examples.next(), counted, listener);
        } else {
            takeTogether(stage, from, to, counted, listener);
        }
    }

    private void takeOne(
            Stage stage, long number, ExampleTensors batch, boolean counted, Listener listener) {
        times.start();
        Optional<StepReport> report = step.take(stage, batch, number);
        listener.heard(number + 1, times.stop(counted), report);
    }

    private void takeTogether(Stage stage, long from, long to, boolean counted, Listener listener) {
        times.start();
        Snapshot before = snapshot(stage);
        PendingSteps.Read read;
        @Nullable RuntimeException failure = null;
        try (PendingSteps pending = new PendingSteps(runtime)) {
            try {
                for (long number = from; number < to; number++) {
                    step.take(stage, examples.next(), number, pending);
                }
            } catch (RuntimeException e) {
                failure = e;
            }
            read = pending.read();
        }
        if (failure != null || read.firstNotFinite() >= 0) {
            before.goBack();
            takeAgain(stage, from, to, counted, listener);
            // A step that went wrong once and not again, as sums in no fixed order may have it.
            throw failure != null ? failure : FiniteGuard.notRepeated(read.firstNotFinite());
        }
        long nanos = times.stop(counted, (int) (to - from));
        for (int i = 0; i < read.reports().size(); i++) {
            listener.heard(from + i + 1, nanos, read.reports().get(i));
        }
    }

    private void takeAgain(Stage stage, long from, long to, boolean counted, Listener listener) {
        for (long number = from; number < to; number++) {
            takeOne(stage, number, examples.at(number), counted, listener);
        }
    }

    private Snapshot snapshot(Stage stage) {
        Snapshot known = snapshot;
        if (known != null && stage.equals(snapshotOf)) {
            known.take();
            return known;
        }
        close();
        List<Parameter> changing = new ArrayList<>(parameters);
        changing.addAll(stage.memory());
        Snapshot created = new Snapshot(runtime, changing);
        snapshot = created;
        snapshotOf = stage;
        return created;
    }

    /** Frees the copies. */
    @Override
    public void close() {
        if (snapshot != null) {
            snapshot.close();
            snapshot = null;
        }
    }
}
