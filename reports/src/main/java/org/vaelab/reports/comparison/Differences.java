// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The differences of the models of a comparison, and the leaders of its metrics, as far as they were
 * asked for. Several tables show them; each is computed once.
 */
public final class Differences {

    private final Map<List<String>, ModelDifference> pairs = new HashMap<>();
    private final Map<String, Optional<Leaders>> leaders = new HashMap<>();

    Differences() {}

    synchronized ModelDifference of(
            Metric metric,
            ComparedModel model,
            ComparedModel reference,
            Supplier<ModelDifference> compute) {
        List<String> key = List.of(metric.name(), model.name(), reference.name());
        ModelDifference known = pairs.get(key);
        if (known == null) {
            known = compute.get();
            pairs.put(key, known);
        }
        return known;
    }

    synchronized Optional<Leaders> leaders(Metric metric, Supplier<Optional<Leaders>> compute) {
        Optional<Leaders> known = leaders.get(metric.name());
        if (known == null) {
            known = compute.get();
            leaders.put(metric.name(), known);
        }
        return known;
    }
}
