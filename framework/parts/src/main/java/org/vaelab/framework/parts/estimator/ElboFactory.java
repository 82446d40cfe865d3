// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.settings.Counts;

/** Makes {@link Elbo}. */
public final class ElboFactory implements EstimatorFactory<ElboFactory.Settings> {

    /**
     * Settings.
     *
     * @param samples draws per example, default 1
     * @param kl how the divergence is computed, default auto
     * @param freeBits nats of the divergence that cost nothing; absent: none
     */
    public record Settings(Integer samples, KlMode kl, @Nullable Free freeBits) {

        /** Fills in defaults, and checks them. */
        public Settings(@Nullable Integer samples, @Nullable KlMode kl, @Nullable Free freeBits) {
            this.samples = samples == null ? 1 : Counts.atLeastOne("samples", samples);
            this.kl = kl == null ? KlMode.AUTO : kl;
            this.freeBits = freeBits;
            boolean sampled = this.kl == KlMode.MONTE_CARLO || this.kl == KlMode.ENTROPY;
            if (sampled && freeBits != null && freeBits.per() == FreeBits.Per.UNIT) {
                throw new IllegalArgumentException(
                        "freeBits per unit takes the divergence of each unit in closed form, and kl"
                                + " is "
                                + (this.kl == KlMode.ENTROPY ? "entropy" : "monte-carlo"));
            }
        }
    }

    /**
     * Free bits.
     *
     * @param nats that cost nothing, above 0
     * @param per unit, variable or total, default unit
     */
    public record Free(@JsonProperty(required = true) double nats, FreeBits.Per per) {

        /** Fills in the default, and checks the number. */
        public Free(@JsonProperty(required = true) double nats, FreeBits.@Nullable Per per) {
            this.nats = nats;
            this.per = per == null ? FreeBits.Per.UNIT : per;
            regularizer(new KlWeight(Schedule.constant(1)));
        }

        FreeBits regularizer(KlWeight beta) {
            return new FreeBits(beta, nats, per);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "the evidence lower bound, KL in closed form or by Monte Carlo";
    }

    @Override
    public Estimator create(Settings settings, EstimatorContext context) {
        KlRegularizer regularizer =
                settings.freeBits() == null
                        ? context.regularizer()
                        : settings.freeBits().regularizer(new KlWeight(context.klWeight()));
        return new Elbo(settings.samples(), settings.kl(), regularizer);
    }
}
