// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The distribution that examples are drawn from, where it is known exactly. Then a model's bound
 * has a known optimum.
 */
public interface KnownDistribution {

    /** Returns the entropy, nats per example. */
    double entropy();

    /**
     * Returns whether it is the distribution of the modelled values given those that the source
     * gives. By default no values are given.
     */
    default boolean isConditional() {
        return false;
    }

    /**
     * Returns the distribution given labels of the examples; empty if it is not known. By default
     * it is known only if no labels are given.
     */
    default Optional<KnownDistribution> given(Set<String> labels) {
        return labels.isEmpty() ? Optional.of(this) : Optional.empty();
    }

    /**
     * Returns the logarithm of the probability of an example; minus infinity if it cannot occur.
     *
     * @param example all values, those that are given among them
     */
    double logProbability(double[] example);

    /**
     * Returns whether an example is valid, such as a sentence of a grammar or a correct answer. By
     * default it is valid if it can occur. Sources with noise exclude wrong examples, which can
     * occur too.
     *
     * @param example all values, those that are given among them
     */
    default boolean isValid(double[] example) {
        return logProbability(example) > Double.NEGATIVE_INFINITY;
    }

    /**
     * Returns further exact quantities in nats, by the name under which records have them: the
     * entropy given the factors, or the mutual information of examples and factors. By default
     * none.
     */
    default Map<String, Double> quantities() {
        return Map.of();
    }
}
