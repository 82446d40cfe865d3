// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.PairwiseLogDensity;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Prior.MixturePrior;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A mixture of K von Mises-Fisher distributions on S^{d-1} with learned weights, mean directions
 * and concentrations: {@code log p(z) = log sum_k softmax(w)_k C_d(kappa_k) e^{kappa_k mu_k . z}}.
 *
 * <p>A component is parametrised as in {@link VonMisesFisherFamily}: {@code mu = m / |m|} and
 * {@code kappa = sqrt(d) softplus(r)}. As kappa tends to 0, the component becomes uniform, without
 * a special case. Weights start equal, mean directions uniform on the sphere, and r = {@value
 * #FIRST_CONCENTRATION}.
 */
@Called("mixture of von Mises-Fisher")
@Part(
        value = "mixture-of-von-mises-fisher",
        description =
                "a mixture of K von Mises-Fisher distributions on the sphere, all of them learned")
public record MixtureOfVonMisesFisher(
        @Setting(value = "K, the number of components", defaultValue = "10") int components)
        implements PriorPart {

    /** The divergence of a component from the uniform distribution is then about 0.8 nats. */
    private static final double FIRST_CONCENTRATION = 1;

    public MixtureOfVonMisesFisher {
        Counts.atLeastOne("components", components);
    }

    @Override
    public Prior create(PriorContext context) {
        Sphere space = context.space(Sphere.class, "prior mixture-of-von-mises-fisher");
        return new Mixture(context.runtime(), context.key(), space, components);
    }

    /** The mixture: its parameters and their densities. */
    record Mixture(
            Sphere space,
            VonMisesFisherFamily family,
            Parameter weights,
            Parameter directions,
            Parameter concentrations)
            implements MixturePrior {

        Mixture(TensorRuntime runtime, RandomKey key, Sphere space, int components) {
            this(
                    space,
                    new VonMisesFisherFamily(space.dimension()),
                    Parameter.learned("logits", runtime.zeros(Shape.of(components))),
                    Parameter.learned(
                            "directions",
                            new UniformSphere(runtime, space)
                                    .sample(key.split("directions"), components)),
                    Parameter.learned(
                            "concentrations",
                            runtime.full(FIRST_CONCENTRATION, Shape.of(components, 1))));
        }

        private Tensor heads() {
            return Tensor.concatenate(List.of(directions.value(), concentrations.value()), -1);
        }

        private SphericalPosterior posterior(Tensor heads) {
            return family.of(heads, Phase.evaluation());
        }

        @Override
        public int components() {
            return weights.value().shape().extent(0);
        }

        @Override
        public Optional<Tensor> logits() {
            return Optional.of(weights.value());
        }

        @Override
        public PairwiseLogDensity densities() {
            return posterior(heads()).pairwise();
        }

        @Override
        public Tensor drawFrom(int[] chosen, RandomKey key) {
            Tensor all = heads();
            Tensor rows = all.gather(0, all.runtime().indices(chosen, Shape.of(chosen.length)));
            return posterior(rows).draw(key, 1).z().reshape(chosen.length, space.ambient());
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(weights, directions, concentrations);
        }
    }
}
