// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.List;
import java.util.function.Function;

/**
 * A result that several metrics share, such as the bound of each example. {@link MetricContext#get}
 * computes it once in an evaluation, whoever asks first.
 *
 * @param name that no other shared result has: it starts with the name of a module. The key of the
 *     computation depends on it, and not on the metric that asks
 * @param settings those on which the result depends; results of equal names and settings are one.
 *     The key does not depend on them
 * @param computation gets a context with that key; it may ask for other shared results
 */
public record Shared<T>(String name, List<?> settings, Function<MetricContext, T> computation) {

    /** A result that depends on no settings of a metric. */
    public Shared(String name, Function<MetricContext, T> computation) {
        this(name, List.of(), computation);
    }

    /** Returns the name with the settings, by which the result is kept. */
    List<?> identity() {
        return List.of(name, settings);
    }
}
