// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.parts.likelihood.CountLikelihood.DispersionChoice;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.Updates;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.AdamStep;
import org.vaelab.framework.tensor.spi.Update;
import org.vaelab.testkit.problem.Runtimes;

/**
 * An inverse dispersion that is learned for each value starts from 1, and must follow the data
 * soon.
 */
final class SharedDispersionTest {

    private static final int COUNTS = 2000;
    private static final double LOG_MEAN = Math.log(5);

    /**
     * The learned t is then as good as the true one, to 0.03 nats for each count; unscaled, it is
     * up to 0.34 worse.
     */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 20, 1e6})
    void isFoundInAFewHundredSteps(double t) {
        double[] logMeans = new double[COUNTS];
        double[] logDispersions = new double[COUNTS];
        Arrays.fill(logMeans, LOG_MEAN);
        Arrays.fill(logDispersions, Math.log(t));
        double[] counts = CountDraws.negativeBinomial(logMeans, logDispersions, RandomKey.of(7));
        try (TensorRuntime runtime = Runtimes.on("torch", DType.FLOAT64);
                TensorScope outer = runtime.scope()) {
            Tensor x = runtime.tensor(counts, Shape.of(COUNTS, 1));
            Tensor head = runtime.tensor(logMeans, Shape.of(COUNTS, 1));
            Tensor known =
                    runtime.tensor(new double[] {LOG_MEAN, Math.log(t)}, Shape.of(1, 2))
                            .broadcastTo(Shape.of(COUNTS, 2));
            double atTruth =
                    CountLikelihood.of(DispersionChoice.DECODER, false, runtime, 1)
                            .asGiven()
                            .of(known)
                            .logProbability(x)
                            .mean()
                            .readScalar();
            CountLikelihood learned =
                    CountLikelihood.of(DispersionChoice.SHARED, false, runtime, 1);
            Tensor parameter = learned.shared().map(Parameter::value).orElseThrow();
            List<Tensor> moments =
                    List.of(
                            runtime.keep(runtime.zeros(parameter.shape()), false),
                            runtime.keep(runtime.zeros(parameter.shape()), false));
            for (int step = 1; step <= 400; step++) {
                try (TensorScope scope = runtime.scope();
                        GradientTape tape = GradientTape.record(runtime)) {
                    Tensor loss = learned.of(head).logProbability(x).mean().neg();
                    Tensor gradient = tape.gradients(loss, List.of(parameter)).of(parameter);
                    Updates.step(
                            List.of(new Update<>(parameter, gradient, moments)),
                            1,
                            new AdamStep(1e-3, 0.9, 0.999, 1e-8, 0, step));
                }
            }
            double found = learned.of(head).logProbability(x).mean().readScalar();
            assertThat(found).isGreaterThan(atTruth - 0.03);
        }
    }
}
