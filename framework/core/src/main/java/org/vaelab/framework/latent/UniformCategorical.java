// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * All k^n values alike: {@code log p(z) = -n log k}.
 *
 * @param runtime where densities and samples are created
 * @param space n variables of k categories
 */
public record UniformCategorical(TensorRuntime runtime, OneHot space)
        implements Prior, CategoricalLogits {

    @Override
    public Tensor logProbability(Tensor z) {
        double each = -Math.log(space.categories());
        return runtime.full(space.variables() * each, z.shape().range(0, -2));
    }

    @Override
    public Optional<UnaryOperator<Tensor>> byUnit() {
        double each = -Math.log(space.categories());
        return Optional.of(z -> runtime.full(each, z.shape().range(0, -1)));
    }

    @Override
    public Tensor logits() {
        return runtime.zeros(Shape.of(space.categories()));
    }

    @Override
    public Optional<double[]> variances() {
        return Optional.of(space.referenceVariances());
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        Tensor race = runtime.exponential(key, space.eventShape().prepend(n));
        return race.neg().argMax(-1).oneHot(space.categories());
    }
}
