// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a report uses a metric for. */
public enum MetricRole {
    /** The bound of log p(x) by the model's own inference. */
    BOUND,
    /** The main estimate of log p(x). */
    LOG_LIKELIHOOD,
    /** A bound of log p(x) by other means, which shows how much the main estimate misses. */
    TIGHTER_LOG_LIKELIHOOD,
    /** The bound of log p(x) by another inference than the model's own. */
    FURTHER_BOUND,
    /** How far the bound of another inference is above the model's own. */
    AMORTIZATION_GAP,
    /** The first term of the bound, E[log p(x given z)]. */
    RECONSTRUCTION,
    /** The second term of the bound, KL(q(z given x) || p(z)). */
    KL,
    /** The mean of log p(x, z), where an inference that finds values alone gives no bound. */
    LOG_JOINT,
    /** The share of data whose importance weights have too heavy a tail. */
    HEAVY_TAIL,
    /** How far the estimates of log p(x) can be trusted. A report explains such a metric below its table. */
    RELIABILITY,
    /** How well a model tells classes that training had none of. Other classes give another quantity. */
    LEFT_OUT,
    /** Any other score, by which models are ranked. */
    SCORE,
    /** Any other number, which describes a model and does not rank it. */
    DIAGNOSTIC;

    @JsonValue
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
