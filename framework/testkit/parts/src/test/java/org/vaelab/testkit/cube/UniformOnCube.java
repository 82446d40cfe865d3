// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.cube;

import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.NoSettings;
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

    /** Makes the prior. */
    static final class Factory implements PriorFactory<NoSettings> {

        @Override
        public Class<NoSettings> settingsType() {
            return NoSettings.class;
        }

        @Override
        public String description() {
            return "the uniform distribution on a cube";
        }

        @Override
        public Prior create(NoSettings settings, PriorContext context) {
            return new UniformOnCube(
                    context.runtime(), context.space(UnitCube.class, "prior uniform-cube"));
        }
    }
}
