// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.Optional;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Torus;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The uniform distribution on the torus of d angles: {@code log p(z) = -d log(2 pi)}.
 *
 * @param runtime where samples are created
 */
public record UniformTorus(TensorRuntime runtime, Torus space) implements Prior {

    /** The part that creates it. */
    @Part(value = "uniform-torus", description = "uniform on the torus")
    public record Settings() implements PriorPart {

        @Override
        public Prior create(PriorContext context) {
            return new UniformTorus(
                    context.runtime(), context.space(Torus.class, "prior uniform-torus"));
        }
    }

    @Override
    public Tensor logProbability(Tensor z) {
        double log = -space.dimension() * Math.log(2 * Math.PI);
        return runtime.full(log, z.shape().range(0, -1)).cast(z.dtype());
    }

    @Override
    public Optional<double[]> variances() {
        return Optional.of(space.referenceVariances());
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        Tensor uniform = runtime.uniform(key, Shape.of(n, space.dimension()));
        return uniform.sub(0.5).mul(2 * Math.PI);
    }
}
