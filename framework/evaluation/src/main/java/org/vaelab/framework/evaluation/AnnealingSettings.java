// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.settings.Counts;

/**
 * The section {@code evaluation.ais} of a config: annealed importance sampling of log p(x).
 *
 * @param temperatures T, the steps from the start to the posterior, default 1000
 * @param chains K, the chains of each datum, default 16
 * @param leapfrogSteps of each transition, default 10
 * @param acceptance the mean acceptance probability to which a preliminary run adapts the step sizes,
 *     default 0.65
 * @param start where chains begin, default the prior
 * @param examples on how many test examples, default 100
 * @param simulated on how many data simulated from the model, where there is an upper bound too,
 *     default 100; at most as many as there are test examples; 0: on none
 */
public record AnnealingSettings(
        Integer temperatures,
        Integer chains,
        Integer leapfrogSteps,
        Double acceptance,
        Start start,
        Integer examples,
        Integer simulated) {

    /** Where chains begin. */
    public enum Start {
        /** p(z given c). */
        @JsonProperty("prior")
        PRIOR,
        /** q(z given x, c). */
        @JsonProperty("posterior")
        POSTERIOR
    }

    /** Fills in defaults, and checks the values. */
    public AnnealingSettings(
            @Nullable Integer temperatures,
            @Nullable Integer chains,
            @Nullable Integer leapfrogSteps,
            @Nullable Double acceptance,
            @Nullable Start start,
            @Nullable Integer examples,
            @Nullable Integer simulated) {
        this.temperatures =
                Counts.atLeastOne("temperatures", temperatures == null ? 1000 : temperatures);
        this.chains = Counts.atLeastOne("chains", chains == null ? 16 : chains);
        this.leapfrogSteps =
                Counts.atLeastOne("leapfrogSteps", leapfrogSteps == null ? 10 : leapfrogSteps);
        this.acceptance = acceptance == null ? 0.65 : acceptance;
        if (!(this.acceptance > 0 && this.acceptance < 1)) {
            throw new IllegalArgumentException(
                    "acceptance must lie strictly between 0 and 1, is " + acceptance);
        }
        this.start = start == null ? Start.PRIOR : start;
        this.examples = Counts.atLeastOne("examples", examples == null ? 100 : examples);
        this.simulated = simulated == null ? 100 : simulated;
        if (this.simulated < 0) {
            throw new IllegalArgumentException("simulated must be at least 0, is " + simulated);
        }
    }

    /** Returns T of the preliminary run: a tenth, but not fewer than 100 where there are as many. */
    int preliminaryTemperatures() {
        return Math.min(temperatures, Math.max(100, temperatures / 10));
    }
}
