// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.CalibrationRuns;
import org.vaelab.testkit.problem.Runtimes;

/** The metric calibration on a model whose posterior is known. */
@Tag("slow")
final class CalibrationTest {

    private static final int RUNS = 100;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    /** The exact posterior with its deviations multiplied by a factor, and its mean moved. */
    private record Distorted(double factor, double shift) implements Inference {

        @Override
        public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
            return new Changed(((FactorAnalysis) p).posterior(batch), factor, shift);
        }

        @Override
        public List<Parameter> parameters() {
            return List.of();
        }

        @Override
        public String name() {
            return "distorted";
        }
    }

    private record Changed(JointPosterior exact, double factor, double shift)
            implements JointPosterior {

        @Override
        public JointDraw draw(RandomKey key, int samples) {
            LatentDraw drawn = exact.draw(key, samples).latents().get(0);
            Tensor mean = exact.location().z(drawn.name());
            Tensor z = drawn.draw().z().sub(mean).mul(factor).add(mean).add(shift);
            Draw changed = Draw.of(z, drawn.draw().logProbability());
            return new JointDraw(List.of(new LatentDraw(drawn.name(), drawn.q(), changed, false)));
        }

        @Override
        public Tensor logProbability(Latents values) {
            return exact.logProbability(values);
        }

        @Override
        public Latents location() {
            return exact.location();
        }

        @Override
        public Posterior first() {
            return exact.first();
        }
    }

    private int failing(double factor, double shift, int runs) {
        FactorAnalysis model =
                new FactorAnalysis(
                        runtime,
                        DataShape.flat(4),
                        FactorAnalysis.Noise.PER_VALUE,
                        1e-8,
                        new double[] {1, 0.5, -0.3, 0.8, 0.2, -1, 0.7, 0.4},
                        new double[] {0, 1, -1, 2},
                        new double[] {0.5, 0.8, 0.3, 1});
        LatentVariableModel distorted =
                new LatentVariableModel(
                        model, new Distorted(factor, shift), new KlRegistry(List.of()));
        Examples test = Examples.real(4, new double[8]);
        return CalibrationRuns.failing(distorted, test, RandomKey.of(71), runs, 200);
    }

    /** Of 100 runs at level 0.05, more than 15 fail with probability 4e-5. */
    @Test
    void theExactPosteriorPasses() {
        assertThat(failing(1, 0, RUNS)).isLessThanOrEqualTo(15);
    }

    /** A test of power 0.97 fails in fewer than 16 of 20 runs with probability 2e-4. */
    @Test
    void halfTheVarianceFails() {
        assertThat(failing(Math.sqrt(0.5), 0, 20)).isGreaterThanOrEqualTo(16);
    }

    @Test
    void twiceTheVarianceFails() {
        assertThat(failing(Math.sqrt(2), 0, 20)).isGreaterThanOrEqualTo(16);
    }

    @Test
    void aShiftOfTheMeanFails() {
        assertThat(failing(1, 0.25, 20)).isGreaterThanOrEqualTo(16);
    }
}
