// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.JointPosterior.ExactPosterior;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.CalibrationRuns;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;

/**
 * The metric calibration on a sphere: z uniform, x ~ N(z, s^2 I). The posterior is von Mises-Fisher
 * with the mean direction x / |x| and kappa = |x| / s^2.
 */
@Tag("slow")
final class CalibrationTest {

    private static final double VARIANCE = 0.2;

    /** The posterior with its concentration multiplied by a factor. */
    private record Concentrated(double factor) implements Inference {

        @Override
        public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
            Tensor x = batch.x();
            Tensor length = x.square().sum(-1).sqrt().maximum(1e-12);
            VonMisesFisher q =
                    new VonMisesFisher(x.div(length.expandDims(-1)), length.mul(factor / VARIANCE));
            return ExactPosterior.of(OneLatent.Z, q);
        }

        @Override
        public List<Parameter> parameters() {
            return List.of();
        }

        @Override
        public String name() {
            return "concentrated";
        }
    }

    /** N(z, s^2 I). */
    private record Around() implements Likelihood {

        @Override
        public Set<ValueDomain> domains() {
            return Set.of(ValueDomain.REAL);
        }

        @Override
        public Head head(DataShape x) {
            return Head.of(Head.real("mean", x.size()));
        }

        @Override
        public OutputDistribution of(Tensor mean) {
            return new OutputDistribution() {
                @Override
                public Tensor logProbability(Tensor x) {
                    return x.sub(mean).square().sum(-1).mul(-0.5 / VARIANCE);
                }

                @Override
                public Optional<Tensor> mean() {
                    return Optional.of(mean);
                }

                @Override
                public Tensor sample(RandomKey key) {
                    Tensor noise = mean.runtime().normal(key, mean.shape()).cast(mean.dtype());
                    return mean.add(noise.mul(Math.sqrt(VARIANCE)));
                }
            };
        }

        @Override
        public void startAt(double[] mean, Decoder decoder) {
            decoder.startAt(mean, double[]::clone);
        }
    }

    private static int failing(double factor, int runs) {
        Sphere space = new Sphere(4);
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            LatentVariableModel model =
                    OneLatent.model(
                                    runtime,
                                    DataShape.flat(4),
                                    x -> x,
                                    new VonMisesFisherFamily(space.dimension()),
                                    new UniformSphere(runtime, space),
                                    // Networks see points of a sphere of R^4 with length 2.
                                    z -> z.mul(0.5),
                                    new Around(),
                                    new KlRegistry(List.of()))
                            .with(new Concentrated(factor));
            Examples test = Examples.real(4, new double[] {1, 0, 0, 0, 0, 1, 0, 0});
            return CalibrationRuns.failing(model, test, RandomKey.of(73), runs, 200);
        }
    }

    /** Of 60 runs at level 0.05, more than 11 fail with probability 5e-5. */
    @Test
    void theExactPosteriorPasses() {
        assertThat(failing(1, 60)).isLessThanOrEqualTo(11);
    }

    /** A test of power 0.97 fails in fewer than 16 of 20 runs with probability 2e-4. */
    @Test
    void twiceTheConcentrationFails() {
        assertThat(failing(2, 20)).isGreaterThanOrEqualTo(16);
    }
}
