// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The differences of the models of a comparison, the leaders of its metrics, its further
 * evaluations, and its parts by data set. Each is computed when it is first asked for, and kept for other tables.
 */
public final class Differences {

    private final Map<List<String>, ModelDifference> pairs = new HashMap<>();
    private final Map<String, Optional<Leaders>> leaders = new HashMap<>();
    private @Nullable List<FurtherEvaluation> evaluations;
    private @Nullable List<DataPart> parts;

    /** Reads further evaluations. */
    @FunctionalInterface
    interface Reader {
        List<FurtherEvaluation> read() throws IOException;
    }

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

    synchronized List<FurtherEvaluation> evaluations(Reader reader) throws IOException {
        List<FurtherEvaluation> known = evaluations;
        if (known == null) {
            known = reader.read();
            evaluations = known;
        }
        return known;
    }

    synchronized List<DataPart> byData(Supplier<List<DataPart>> compute) {
        List<DataPart> known = parts;
        if (known == null) {
            known = compute.get();
            parts = known;
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
