// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.parts.estimator.DoublyReparameterized;
import org.vaelab.framework.parts.estimator.StickingTheLanding;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.model.ConstantNetwork;
import org.vaelab.testkit.model.GivenLikelihood;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;

/** Gradients through draws on the sphere, where q is the posterior: 0 for every draw. */
final class SphericalGradientsTest {

    private static final Sphere SPACE = new Sphere(3);
    private static final double[] HEAD = {0.3, -0.7, 0.5, 1.5};

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    /** p(x given z) proportional to q(z), and a uniform prior: q(z) is the posterior. */
    private double[] gradient(PosteriorFamily family, Estimator estimator) {
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Parameter head = Parameter.learned("head", runtime.vector(HEAD));
            Posterior held = family.of(runtime.vector(HEAD).expandDims(0), Phase.evaluation());
            LatentVariableModel model =
                    OneLatent.model(
                            runtime,
                            DataShape.flat(1),
                            new ConstantNetwork(head),
                            family,
                            new UniformSphere(runtime, SPACE),
                            new Likelihood(held),
                            new GivenLikelihood(),
                            new KlRegistry(List.of()));
            double[] found =
                    tape.gradients(
                                    estimator
                                            .estimate(
                                                    new Step(
                                                            model,
                                                            Batch.of(runtime.zeros(Shape.of(1, 1))),
                                                            RandomKey.of(4),
                                                            new TrainingProgress(0, 1)))
                                            .loss())
                            .of(head.value())
                            .readDoubles();
            runtime.release(head.value());
            return found;
        }
    }

    /** log q at z, of which a network is given sqrt d z, [..., 1]. */
    private record Likelihood(Posterior q) implements Network {

        @Override
        public Tensor apply(Tensor input) {
            Tensor z = input.div(Math.sqrt(SPACE.ambient()));
            return q.logProbability(z).expandDims(-1);
        }

        @Override
        public List<Parameter> parameters() {
            return List.of();
        }
    }

    @Test
    void thereIsNoNoiseAtThePosterior() {
        for (PosteriorFamily family :
                List.of(
                        new VonMisesFisherFamily(SPACE.dimension()),
                        new PowerSphericalFamily(SPACE.dimension()),
                        new SphericalCauchyFamily(SPACE.dimension()))) {
            for (Estimator estimator :
                    List.of(new StickingTheLanding(1), new DoublyReparameterized(4))) {
                assertThat(gradient(family, estimator))
                        .as("%s, %s", family, estimator)
                        .containsOnly(new double[] {0}, within(1e-9));
            }
            double[] plain = gradient(family, new Elbo(1, KlMode.MONTE_CARLO));
            assertThat(Arrays.stream(plain).map(Math::abs).max().orElseThrow()).isGreaterThan(1e-2);
        }
    }
}
