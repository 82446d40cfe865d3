// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorFactory;

/** Makes {@link ExpectationMaximization}. */
public final class ExpectationMaximizationFactory
        implements EstimatorFactory<ExpectationMaximizationFactory.Settings> {

    /**
     * Settings.
     *
     * @param online maximises after each batch; absent: after each epoch
     */
    public record Settings(@Nullable Online online) {}

    /**
     * The rates {@code (t + delay)^-power}.
     *
     * @param power above 1/2, at most 1, default 0.6
     * @param delay at least 1, default 2
     */
    public record Online(Double power, Double delay) {

        /** Fills in defaults, and checks them. */
        public Online(@Nullable Double power, @Nullable Double delay) {
            this.power = power == null ? 0.6 : power;
            this.delay = delay == null ? 2 : delay;
            if (!(this.power > 0.5 && this.power <= 1)) {
                throw new IllegalArgumentException(
                        "power must be above 0.5 and at most 1, is "
                                + this.power
                                + ": rates whose sum is finite stop too early, rates whose squares"
                                + " sum to infinity never settle");
            }
            if (!(this.delay >= 1 && this.delay < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "delay must be finite and at least 1, is " + this.delay);
            }
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "expectation and maximisation in turn, in full or stepwise (Dempster et al. 1977;"
                + " Cappé and Moulines 2009)";
    }

    @Override
    public Estimator create(Settings settings, EstimatorContext context) {
        context.requireNoKlWeight("em", "each expectation is taken under the exact posterior");
        return new ExpectationMaximization(
                context.part().data().trainingSize(),
                Optional.ofNullable(settings.online())
                        .map(o -> new ExpectationMaximization.Rate(o.power(), o.delay())));
    }
}
