// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.adversarial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SmallProblem;

/** What keeps a decoder smooth, against sums, derivatives and singular values. */
final class DecoderPenaltyTest {

    private static final RandomKey KEY = RandomKey.of(93);
    private static final int BATCH = 4;

    /** The encoder's values for a batch, and a step. */
    private record Problem(SmallProblem small, LatentDraw drawn, Step step) {

        static Problem of(SmallProblem small) {
            LatentVariableModel model = small.model();
            Batch batch =
                    Batch.of(SmallProblem.evaluationExamples(small.runtime()).slice(0, 0, BATCH));
            TrainingProgress clock = new TrainingProgress(0, 10);
            JointDraw draw = model.infer(batch, KEY, Phase.training(clock)).draw(KEY, 1);
            return new Problem(small, draw.latents().get(0), new Step(model, batch, KEY, clock));
        }

        double[] mean(double[] z) {
            try (TensorScope scope = small.runtime().scope()) {
                Tensor at = small.runtime().tensor(z, Shape.of(1, BATCH, 2));
                return small.model()
                        .generative()
                        .output(Latents.of("z", at), Map.of())
                        .mean()
                        .orElseThrow()
                        .readDoubles();
            }
        }
    }

    private static SmallProblem open() {
        Plugins plugins = ToyModule.besideTheModulesOf(DecoderPenaltyTest.class.getClassLoader());
        return SmallProblem.toy(plugins)
                .withRegularizer(new RegularizedAutoEncoder(0.1, DecoderPenalty.NONE, null))
                .withInference(plugins.of(InferencePart.class).create("deterministic"))
                .open();
    }

    /**
     * |J v|^2 with the columns of J by differences of 1e-5. The penalty's own difference is of 0.01
     * |v|, so that it is off by about 1e-4 of the third derivatives; 1e-3 of the value is allowed.
     */
    @Test
    void theGradientPenaltyIsThatOfTheJacobianAlongADirection() {
        try (SmallProblem small = open();
                TensorScope scope = small.runtime().scope()) {
            Problem problem = Problem.of(small);
            double[] found =
                    DecoderPenalty.GRADIENT_PENALTY
                            .of(problem.drawn(), problem.step())
                            .readDoubles();
            double[] z = problem.drawn().draw().z().readDoubles();
            double[] v =
                    small.runtime()
                            .normal(KEY.split("direction"), Shape.of(1, BATCH, 2))
                            .readDoubles();
            for (int b = 0; b < BATCH; b++) {
                double[] along = new double[SmallProblem.WIDTH];
                for (int d = 0; d < 2; d++) {
                    double[] up = z.clone();
                    double[] down = z.clone();
                    up[b * 2 + d] += 1e-5;
                    down[b * 2 + d] -= 1e-5;
                    double[] high = problem.mean(up);
                    double[] low = problem.mean(down);
                    for (int i = 0; i < along.length; i++) {
                        int at = b * along.length + i;
                        along[i] += (high[at] - low[at]) / 2e-5 * v[b * 2 + d];
                    }
                }
                double expected = 0;
                for (double slope : along) {
                    expected += slope * slope;
                }
                assertThat(found[b]).isCloseTo(expected, within(1e-3 * expected));
            }
        }
    }

    /** All matrices of the decoder, and no bias. */
    @Test
    void l2IsTheSumOfSquaresOfTheMatrices() {
        try (SmallProblem small = open();
                TensorScope scope = small.runtime().scope()) {
            Problem problem = Problem.of(small);
            double expected = 0;
            for (Parameter p : small.model().generative().parameters()) {
                if (p.name().startsWith("decoder.") && p.name().endsWith("weight")) {
                    for (double w : p.value().readDoubles()) {
                        expected += w * w;
                    }
                }
            }
            assertThat(expected).isPositive();
            assertThat(DecoderPenalty.L2.of(problem.drawn(), problem.step()).readScalar())
                    .isCloseTo(expected, within(1e-12 * expected));
        }
    }

    /** After enough steps no matrix stretches by more than 1, up to what five rounds miss. */
    @Test
    void projectionsBoundTheSpectralNorm() {
        try (SmallProblem small = open();
                TensorScope scope = small.runtime().scope()) {
            Problem problem = Problem.of(small);
            for (Parameter p : small.model().generative().parameters()) {
                p.assign(p.value().stopGradient().mul(5));
            }
            for (int step = 0; step < 20; step++) {
                TrainingProgress clock = new TrainingProgress(step, 20);
                Step at = new Step(small.model(), problem.step().batch(), KEY.fold(step), clock);
                DecoderPenalty.SPECTRAL_NORM.updates(at).forEach(update -> update.make(clock));
            }
            for (Parameter p : small.model().generative().parameters()) {
                if (p.value().shape().rank() == 2) {
                    assertThat(largest(p.value())).as(p.name()).isBetween(0.9, 1.01);
                }
            }
        }
    }

    /** By 200 rounds to 1e-10 of the singular value decomposition; never above it. */
    @Test
    void theSpectralNormIsTheLargestSingularValue() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            for (int[] shape : new int[][] {{3, 3}, {5, 2}, {2, 7}, {1, 4}}) {
                Tensor matrix = runtime.normal(KEY.fold(shape[0]), Shape.of(shape));
                double expected = largest(matrix);
                double found = SpectralNorm.of(matrix, KEY, 200).readScalar();
                assertThat(found).isCloseTo(expected, within(1e-10 * expected));
                assertThat(SpectralNorm.of(matrix, KEY, 1).readScalar())
                        .isLessThanOrEqualTo(expected * (1 + 1e-12));
            }
            assertThat(SpectralNorm.of(runtime.zeros(Shape.of(2, 3)), KEY, 5).readScalar())
                    .isLessThan(1e-29);
        }
    }

    private static double largest(Tensor matrix) {
        int rows = matrix.shape().extent(0);
        int columns = matrix.shape().extent(1);
        double[] values = matrix.readDoubles();
        double[][] table = new double[rows][columns];
        for (int i = 0; i < values.length; i++) {
            table[i / columns][i % columns] = values[i];
        }
        return new SingularValueDecomposition(new Array2DRowRealMatrix(table)).getNorm();
    }
}
