// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.training.StepReport;
import org.vaelab.framework.training.TrainingSettings;

/**
 * One training run on two backends, step by step: the same noise, the same order of examples, the
 * same initial weights, so that only rounding differs. Training amplifies rounding: a difference of
 * the parameters adds to the next step's, and Adam turns the sign of a gradient near 0 into a step
 * of full length. The tolerance on each term therefore grows linearly with the step.
 */
public final class TwoBackends {

    private static final int STEPS = 50;

    private TwoBackends() {}

    /**
     * Requires that a model of {@link Bars} is trained alike on ND4J and on libtorch, and learns.
     *
     * @param tolerancePerStep of each term, relative to the loss
     */
    public static void requireOneTraining(
            Plugins plugins, ModelBlueprint blueprint, DType dtype, double tolerancePerStep) {
        // Both are open at once, and take turns, as two runs in one process may.
        try (TensorRuntime nd4j = Runtimes.on("nd4j", dtype);
                TensorRuntime torch = Runtimes.on("torch", dtype)) {
            List<StepReport> one = train(nd4j, plugins, blueprint);
            List<StepReport> other = train(torch, plugins, blueprint);
            List<StepReport> again = train(nd4j, plugins, blueprint);

            assertThat(again).as("nd4j beside torch").isEqualTo(one);
            requireAlike(one, other, tolerancePerStep);
        }
    }

    /**
     * Requires that a model of {@link Bars} is trained on a device of libtorch as on the processor,
     * operation by operation and with programs that are captured, and learns.
     *
     * @param device such as {@code cuda}
     * @param tolerancePerStep of each term, relative to the loss
     */
    public static void requireOneTrainingOn(
            String device,
            Plugins plugins,
            ModelBlueprint blueprint,
            DType dtype,
            double tolerancePerStep) {
        List<StepReport> expected;
        try (TensorRuntime processor = Runtimes.on("torch", "cpu", dtype)) {
            expected = train(processor, plugins, blueprint);
        }
        try (TensorRuntime other = Runtimes.on("torch", device, dtype)) {
            requireAlike(expected, train(other, plugins, blueprint), tolerancePerStep);
        }
        try (TensorRuntime captured = Runtimes.capturing("torch", device, dtype)) {
            requireAlike(expected, train(captured, plugins, blueprint), tolerancePerStep);
        }
    }

    private static void requireAlike(
            List<StepReport> one, List<StepReport> other, double tolerancePerStep) {
        assertThat(other).hasSameSizeAs(one).hasSize(STEPS);
        for (int step = 0; step < STEPS; step++) {
            requireNear(one.get(step), other.get(step), tolerancePerStep * (step + 1));
        }
        assertThat(meanLoss(one, STEPS - 10))
                .as("something was learned")
                .isLessThan(meanLoss(one, 0));
    }

    private static List<StepReport> train(
            TensorRuntime runtime, Plugins plugins, ModelBlueprint blueprint) {
        History history = new History();
        Bars bars = new Bars(RandomKey.of(8), 200);
        OptimizerSettings fast =
                StrictMapper.of(
                        OptimizerSettings.Adam.class,
                        Map.of("learningRate", Schedule.constant(0.01)));
        TrainingSettings training =
                StrictMapper.of(
                        TrainingSettings.class,
                        Map.of("steps", STEPS, "batch", Bars.BATCH, "optimizer", fast));
        bars.train(bars.assemble(runtime, plugins, blueprint), training, history);
        return history.reports();
    }

    private static double meanLoss(List<StepReport> reports, int from) {
        return reports.subList(from, from + 10).stream()
                .mapToDouble(report -> report.values().get(StepReport.LOSS))
                .average()
                .orElseThrow();
    }

    /** Compares each term, relative to the loss, which is the largest. */
    private static void requireNear(StepReport one, StepReport other, double tolerance) {
        double scale = Math.abs(one.values().get(StepReport.LOSS));
        assertThat(other.values().keySet()).isEqualTo(one.values().keySet());
        for (Map.Entry<String, Double> term : one.values().entrySet()) {
            double difference = Math.abs(other.values().get(term.getKey()) - term.getValue());
            assertThat(difference / scale)
                    .as("%s at step %d: %s", term.getKey(), one.step(), term.getValue())
                    .isLessThanOrEqualTo(tolerance);
        }
    }
}
