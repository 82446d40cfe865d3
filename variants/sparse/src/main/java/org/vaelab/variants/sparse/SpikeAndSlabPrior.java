// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.SpikedSpace;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/** Coordinates that are N(0, 1) with one probability for all, and else 0. */
public record SpikeAndSlabPrior(TensorRuntime runtime, SpikedSpace space, double slab)
        implements Prior, SpikedNormals {

    /** The keys of a config. */
    @Cites("tonolini2020")
    @Part(
            value = "spike-and-slab",
            description = "independent coordinates that are 0 or N(0, 1)",
            paper = "Tonolini et al. (2020)")
    public record Settings(
            @Setting(
                            value =
                                    "the probability that a coordinate is not 0, alpha of the paper,"
                                            + " between 0 and 1",
                            defaultValue = "0.5")
                    double slab)
            implements PriorPart {

        /** Checks the probability. */
        public Settings {
            if (!(slab > 0 && slab < 1)) {
                throw new SettingException("slab", "must be above 0 and below 1, is " + slab);
            }
        }

        @Override
        public Prior create(PriorContext context) {
            SpikedSpace space = context.space(SpikedSpace.class, "prior spike-and-slab");
            return new SpikeAndSlabPrior(context.runtime(), space, slab);
        }
    }

    @Override
    public Tensor logit() {
        return runtime.full(Math.log(slab) - Math.log1p(-slab), space.eventShape());
    }

    @Override
    public Tensor mean() {
        return runtime.zeros(space.eventShape());
    }

    @Override
    public Tensor logVariance() {
        return mean();
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return density(SpikedNormals.isOpen(z), z);
    }

    @Override
    public Optional<UnaryOperator<Tensor>> byUnit() {
        return Optional.of(z -> units(SpikedNormals.isOpen(z), z));
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        return new SpikeAndSlab(logit(), mean(), logVariance(), 0).draw(key, n).z();
    }
}
