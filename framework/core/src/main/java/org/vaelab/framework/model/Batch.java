// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.tensor.Tensor;

/**
 * Examples, as tensors, of which a bound is estimated. {@link LatentVariableModel#batch} makes them.
 *
 * @param x the data, [B, D]
 * @param given what the model is conditioned on, by name, [B, width of the name] each
 * @param rows which examples of their table these are, [B]: by them an inference finds what it keeps
 *     of each datum
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
public record Batch(Tensor x, Map<String, Tensor> given, int[] rows) {

    /** Copies the map in its order. */
    public Batch {
        given = Collections.unmodifiableMap(new LinkedHashMap<>(given));
    }

    /** Returns examples that nothing is known of but x, as the first ones of their table. */
    public static Batch of(Tensor x) {
        int[] rows = new int[x.shape().extent(0)];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        return new Batch(x, Map.of(), rows);
    }

    /** Returns the number of examples B. */
    public int size() {
        return rows.length;
    }
}
