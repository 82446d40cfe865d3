// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The differences of the models of a comparison, the leaders of its metrics, its further
 * evaluations, its parts by data set, and what is wrong with bounds. Each is computed when it is
 * first asked for, and kept for other tables.
 */
public final class Differences {

    final Once<List<String>, ModelDifference> pairs = new Once<>();
    final Once<String, Optional<Leaders>> leaders = new Once<>();
    final Once<String, List<FurtherEvaluation>> evaluations = new Once<>();
    final Once<String, List<DataPart>> parts = new Once<>();
    final Once<String, List<String>> wrongBounds = new Once<>();

    /** Nothing is computed yet. */
    public Differences() {}

    /** Values by key, each computed once. */
    static final class Once<K, V> {

        interface Source<V, E extends Exception> {

            V compute() throws E;
        }

        private final Map<K, V> known = new HashMap<>();

        synchronized <E extends Exception> V of(K key, Source<V, E> source) throws E {
            V value = known.get(key);
            if (value == null) {
                value = source.compute();
                known.put(key, value);
            }
            return value;
        }
    }
}
