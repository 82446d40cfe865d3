// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The use of a metric in a report. */
public enum MetricRole {
    /** The bound of log p(x) by the model's own inference. */
    BOUND,
    /** The main estimate of log p(x). */
    LOG_LIKELIHOOD,
    /** The main estimate of log p(x) on another scale, of which it is a linear function. */
    SCALED_LOG_LIKELIHOOD,
    /** A bound of log p(x) by other means, which shows how much the main estimate misses. */
    TIGHTER_LOG_LIKELIHOOD,
    /** The bound of log p(x) by another inference than the model's own. */
    FURTHER_BOUND,
    /** The bound of another inference minus the model's own bound. */
    AMORTIZATION_GAP,
    /** The first term of the bound, E[log p(x given z)]. */
    RECONSTRUCTION,
    /** The second term of the bound, KL(q(z given x) || p(z)). */
    KL,
    /** The mean of log p(x, z), where an inference that finds values alone gives no bound. */
    LOG_JOINT,
    /** The share of data whose importance weights have too heavy a tail. */
    HEAVY_TAIL,
    /** How many draws of equal weight the K importance draws are worth. */
    EFFECTIVE_DRAWS,
    /**
     * The reliability of the estimates of log p(x). A report explains such a metric below its
     * table.
     */
    RELIABILITY,
    /**
     * How well a model detects classes absent from training. The quantity depends on these classes.
     */
    LEFT_OUT,
    /** Any other score, by which models are ranked. */
    SCORE,
    /**
     * What a naive method, which needs no model, scores in the metric whose name this one has before
     * its last dot.
     */
    NAIVE,
    /** Any other number, which describes a model and does not rank it. */
    DIAGNOSTIC;

    /** Returns whether it is the model's own bound, a term of it, or the main estimate. */
    public boolean isOfBound() {
        return switch (this) {
            case BOUND, LOG_LIKELIHOOD, RECONSTRUCTION, KL, LOG_JOINT -> true;
            default -> false;
        };
    }

    /** Returns whether a line about a run shows it: one of few, in the order of the roles. */
    public boolean isSummary() {
        return this == BOUND || this == LOG_LIKELIHOOD || this == KL;
    }

    /** Returns the names of the metrics that a line about a run shows, the bound first. */
    public static List<String> summary(Map<String, MetricDescription> descriptions) {
        return descriptions.entrySet().stream()
                .filter(metric -> metric.getValue().role().isSummary())
                .sorted(Comparator.comparing(metric -> metric.getValue().role()))
                .map(Map.Entry::getKey)
                .toList();
    }

    @JsonValue
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
