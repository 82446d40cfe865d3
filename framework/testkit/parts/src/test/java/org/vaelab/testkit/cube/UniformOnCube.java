// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.cube;

import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/** The uniform distribution on the cube, {@code log p(z) = 0}. */
record UniformOnCube(TensorRuntime runtime, UnitCube space) implements Prior {

    @Override
    public Tensor logProbability(Tensor z) {
        return runtime.zeros(z.shape().range(0, -1), z.dtype());
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        return runtime.uniform(key, space.eventShape().prepend(n));
    }

    /** The prior as a config describes it: it has no settings. */
    @Part(value = "uniform-cube", description = "the uniform distribution on a cube")
    record Settings() implements PriorPart {

        @Override
        public Prior create(PriorContext context) {
            return new UniformOnCube(
                    context.runtime(), context.space(UnitCube.class, "prior uniform-cube"));
        }
    }
}
