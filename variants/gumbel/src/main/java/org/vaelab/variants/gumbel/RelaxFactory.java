// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.LearningSignal;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.Activation;

/** Makes {@link Rebar} with a network in its control variate. */
public final class RelaxFactory implements EstimatorFactory<RelaxFactory.Settings> {

    /**
     * Settings.
     *
     * @param kl how the divergence is computed, default auto
     * @param temperature of the relaxation at the start, default 0.5
     * @param hidden widths of the hidden layers of the network, tanh, default [100]
     */
    public record Settings(KlMode kl, Double temperature, List<Integer> hidden) {

        /** Fills in defaults, and checks them. */
        public Settings(
                @Nullable KlMode kl, @Nullable Double temperature, @Nullable List<Integer> hidden) {
            this.kl = kl == null ? KlMode.AUTO : LearningSignal.requireUsable(kl);
            this.temperature =
                    ControlVariate.requirePositive(
                            temperature == null ? RebarFactory.TEMPERATURE : temperature);
            this.hidden = hidden == null ? List.of(100) : Counts.widths("hidden", hidden);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "the evidence lower bound of discrete draws, with a learned control variate";
    }

    @Override
    public Estimator create(Settings settings, EstimatorContext context) {
        OneHot space = context.space(OneHot.class, "relax");
        Mlp network =
                new Mlp(
                        context.runtime(),
                        context.part().key(),
                        space.coordinates() + context.part().shape().size(),
                        settings.hidden(),
                        1,
                        Activation.TANH,
                        Initializer.FAN_IN);
        ControlVariate variate =
                new ControlVariate(
                        context.runtime(), space, settings.temperature(), Optional.of(network));
        return new Rebar("relax", variate, settings.kl(), context.klWeight());
    }
}
