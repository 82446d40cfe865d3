// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.NormalComponents;
import org.vaelab.framework.latent.PairwiseLogDensity;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Prior.MixturePrior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A mixture of K diagonal Normals on R^d with learned weights, means and log-variances: {@code log
 * p(z) = log sum_k softmax(w)_k N(z; m_k, diag e^l_k)}.
 *
 * <p>It starts with equal weights, unit variances and means drawn from N(0, I): equal means would
 * have equal gradients, and never part.
 *
 * @param weights w, [K]
 * @param means m, [K, d]
 * @param logVariances l, [K, d]
 */
public record MixtureOfNormals(
        Euclidean space, Parameter weights, Parameter means, Parameter logVariances)
        implements MixturePrior {

    @Part(
            value = "mixture-of-normals",
            description = "a mixture of K Normals on R^d with learned weights, means and variances")
    public record Settings(
            @Setting(value = "K, the number of components", defaultValue = "10") int components)
            implements PriorPart {

        public Settings {
            Counts.atLeastOne("components", components);
        }

        @Override
        public Prior create(PriorContext context) {
            Euclidean space = context.space(Euclidean.class, "prior mixture-of-normals");
            return of(context.runtime(), context.key(), space);
        }

        /** Returns the prior on a space. */
        public MixtureOfNormals of(TensorRuntime runtime, RandomKey key, Euclidean space) {
            Shape shape = Shape.of(components, space.dimension());
            return new MixtureOfNormals(
                    space,
                    Parameter.learned("logits", runtime.zeros(Shape.of(components))),
                    Parameter.learned("means", runtime.normal(key.split("means"), shape)),
                    Parameter.learned("logVariances", runtime.zeros(shape)));
        }
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
        return NormalComponents.of(means.value(), logVariances.value());
    }

    @Override
    public Tensor drawFrom(int[] chosen, RandomKey key) {
        TensorRuntime runtime = means.value().runtime();
        Tensor rows = runtime.indices(chosen, Shape.of(chosen.length));
        Tensor noise = runtime.normal(key, Shape.of(chosen.length, space.dimension()));
        Tensor deviations = logVariances.value().gather(0, rows).mul(0.5).exp();
        return noise.mul(deviations).add(means.value().gather(0, rows));
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(weights, means, logVariances);
    }
}
