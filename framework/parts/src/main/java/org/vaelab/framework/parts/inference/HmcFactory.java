// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.mcmc.AdaptiveChains;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferenceFactory;
import org.vaelab.framework.settings.Counts;

/** Makes {@link HamiltonianInference}. */
public final class HmcFactory implements InferenceFactory<HmcFactory.Settings> {

    /**
     * Settings.
     *
     * @param chains of each datum in evaluation, at least 2, default 4
     * @param warmUp transitions of each that are thrown away, at least 20, default 300
     * @param draws transitions of each that are kept, at least 4, default 200
     * @param mostLeapfrogSteps the longest trajectory that the warm-up tries, default 32
     * @param acceptance the mean acceptance probability that step sizes are adapted to, default 0.8
     * @param transitions of the chain of a datum in a training step, default 5
     * @param leapfrogSteps of each of these, default 5
     */
    public record Settings(
            Integer chains,
            Integer warmUp,
            Integer draws,
            Integer mostLeapfrogSteps,
            Double acceptance,
            Integer transitions,
            Integer leapfrogSteps) {

        /** Fills in defaults, and checks them. */
        public Settings(
                @Nullable Integer chains,
                @Nullable Integer warmUp,
                @Nullable Integer draws,
                @Nullable Integer mostLeapfrogSteps,
                @Nullable Double acceptance,
                @Nullable Integer transitions,
                @Nullable Integer leapfrogSteps) {
            this.chains = chains == null ? 4 : chains;
            this.warmUp = warmUp == null ? 300 : warmUp;
            this.draws = draws == null ? 200 : draws;
            this.mostLeapfrogSteps = mostLeapfrogSteps == null ? 32 : mostLeapfrogSteps;
            this.acceptance = acceptance == null ? 0.8 : acceptance;
            this.transitions =
                    Counts.atLeastOne("transitions", transitions == null ? 5 : transitions);
            this.leapfrogSteps =
                    Counts.atLeastOne("leapfrogSteps", leapfrogSteps == null ? 5 : leapfrogSteps);
            if (this.chains < 2) {
                throw new IllegalArgumentException(
                        "chains must be at least 2, is "
                                + this.chains
                                + ": one has no other to"
                                + " agree with");
            }
            adaptive();
        }

        private AdaptiveChains adaptive() {
            return new AdaptiveChains(warmUp, draws, mostLeapfrogSteps, acceptance);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "chains of Hamiltonian Monte Carlo for each datum, with R-hat (Neal 2011)";
    }

    @Override
    public Inference create(Settings settings, InferenceContext context) {
        return new HamiltonianInference(
                new LatentStart(context, 1, 1),
                settings.chains(),
                settings.adaptive(),
                new HamiltonianInference.Persistent(
                        settings.transitions(), settings.leapfrogSteps()));
    }
}
