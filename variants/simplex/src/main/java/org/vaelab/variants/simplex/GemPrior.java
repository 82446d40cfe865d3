// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * GEM(alpha) on the simplex of k weights: fractions {@code v_i ~ Beta(1, alpha)} break a stick, and the
 * last weight is the rest, where the distribution of infinitely many weights goes on. Beta(1, alpha) is
 * Kumaraswamy(1, alpha), so this is a {@link StickBreaking}.
 */
record GemPrior(TensorRuntime runtime, Simplex space, double concentration)
        implements Prior, BetaSticks {

    /** The keys of a config. */
    @Cites("nalisnick2017")
    @Part(
            value = "gem",
            description = "GEM on the simplex: a stick broken by fractions of Beta(1, alpha)",
            paper = "Nalisnick and Smyth (2017)")
    public record Settings(
            @Setting(
                            value = "alpha, above 0; few weights are large if it is small",
                            defaultValue = "1")
                    double concentration)
            implements PriorPart {

        /** Checks the concentration. */
        public Settings {
            Counts.positive("concentration", concentration);
        }

        @Override
        public Prior create(PriorContext context) {
            Simplex space = context.space(Simplex.class, "prior gem");
            return new GemPrior(context.runtime(), space, concentration);
        }
    }

    private StickBreaking distribution() {
        return new StickBreaking(new Kumaraswamy(first(), rest()));
    }

    @Override
    public Tensor first() {
        return runtime.ones(sticks());
    }

    @Override
    public Tensor rest() {
        return runtime.full(concentration, sticks());
    }

    private Shape sticks() {
        return Shape.of(space.weights() - 1);
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return distribution().logProbability(z);
    }

    @Override
    public Tensor ofLogs(Tensor logs) {
        return distribution().ofLogs(logs);
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        return distribution().draw(key, n).z();
    }
}
