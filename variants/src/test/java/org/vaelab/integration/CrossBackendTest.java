// SPDX-License-Identifier: Apache-2.0
package org.vaelab.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.nd4j.Nd4jBackendProvider;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.Chosen;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.torch.TorchBackendProvider;
import org.vaelab.framework.training.OptimizerSettings;
import org.vaelab.framework.training.StepReport;
import org.vaelab.framework.training.TrainingSettings;

/**
 * One training run on two backends, step by step: the same noise, the same order of examples, the
 * same initial weights, so that only rounding differs. Training amplifies rounding: a difference of
 * the parameters adds to the next step's, and Adam turns the sign of a gradient near 0 into a step
 * of full length. The tolerance on each term therefore grows linearly with the step.
 */
class CrossBackendTest {

    private static final int STEPS = 50;

    private static TensorRuntime open(BackendProvider provider, DType dtype) {
        return TensorRuntime.strict(provider.open(new BackendSettings("cpu", 1)), dtype);
    }

    private static List<StepReport> train(TensorRuntime runtime, String name, Record settings) {
        SmallProblem.History history = new SmallProblem.History();
        Bars bars = new Bars(RandomKey.of(8), 200);
        AssembledModel assembled =
                bars.assemble(
                        runtime,
                        new Chosen<>(name, Bars.PLUGINS.variants().get(name), settings),
                        Optional.empty(),
                        Schedule.constant(1));
        OptimizerSettings fast =
                new OptimizerSettings.Adam(Schedule.constant(0.01), null, null, null);
        TrainingSettings training =
                new TrainingSettings(
                        (long) STEPS, Bars.BATCH, fast, null, null, null, null, null, null);
        bars.train(assembled, training, history);
        return history.reports;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "gaussian; {\"latent\": 10}; FLOAT64; 1e-13",
                "vmf; {\"latent\": 10}; FLOAT64; 1e-13",
                "gumbel; {\"variables\": 5, \"categories\": 4}; FLOAT64; 1e-13",
                "gaussian; {\"latent\": 10}; FLOAT32; 1e-6",
                "vmf; {\"latent\": 10}; FLOAT32; 1e-6",
                "gumbel; {\"variables\": 5, \"categories\": 4}; FLOAT32; 1e-6",
            })
    void aTrainingRunIsTheSameOnBothBackends(
            String name, String json, DType dtype, double tolerancePerStep) throws Exception {
        Variant<?> variant = Bars.PLUGINS.variants().get(name);
        Record settings = new ObjectMapper().readValue(json, variant.settingsType());
        // Both are open at once, and take turns, as two runs in one process may.
        try (TensorRuntime nd4j = open(new Nd4jBackendProvider(), dtype);
                TensorRuntime torch = open(new TorchBackendProvider(), dtype)) {
            List<StepReport> one = train(nd4j, name, settings);
            List<StepReport> other = train(torch, name, settings);
            List<StepReport> again = train(nd4j, name, settings);

            assertThat(again).as("nd4j beside torch").isEqualTo(one);
            assertThat(other).hasSameSizeAs(one).hasSize(STEPS);
            for (int step = 0; step < STEPS; step++) {
                requireNear(one.get(step), other.get(step), tolerancePerStep * (step + 1));
            }
            assertThat(meanLoss(one, STEPS - 10))
                    .as("something was learned")
                    .isLessThan(meanLoss(one, 0));
        }
    }

    /** Returns the mean loss of ten steps. */
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
