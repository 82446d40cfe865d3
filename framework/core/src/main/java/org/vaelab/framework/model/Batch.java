// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Examples as tensors. {@link LatentVariableModel#batch} makes them.
 *
 * @param x the data, [B, D]
 * @param given what the model is conditioned on, by name, [B, width of the name] each
 * @param observed values of latent variables that are known of some of the data, by the variable's
 *     name, [B, event] each; of the others zeros
 * @param rows which examples of their table these are, [B]: by them an inference finds what it
 *     keeps of each datum
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
public record Batch(Tensor x, Map<String, Tensor> given, Map<String, Tensor> observed, int[] rows) {

    public Batch {
        given = Collections.unmodifiableMap(new LinkedHashMap<>(given));
        observed = Collections.unmodifiableMap(new LinkedHashMap<>(observed));
    }

    /** Creates examples without observed latent variables. */
    public Batch(Tensor x, Map<String, Tensor> given, int[] rows) {
        this(x, given, Map.of(), rows);
    }

    /** Returns the first rows of a table, with nothing given but x. */
    public static Batch of(Tensor x) {
        int[] rows = new int[x.shape().extent(0)];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        return new Batch(x, Map.of(), rows);
    }

    /**
     * Returns the same examples, of whose values only some are observed and the others are missing,
     * NaN.
     *
     * @param shown where the values are observed, [B, D]
     */
    public Batch showing(Tensor shown) {
        Tensor missing = x.runtime().full(Double.NaN, Shape.scalar()).cast(x.dtype());
        return new Batch(x.where(shown, missing), given, observed, rows);
    }

    /** Returns the same examples without a gradient in the networks of the condition. */
    public Batch withHeldCondition() {
        Map<String, Tensor> held = new LinkedHashMap<>();
        given.forEach((name, column) -> held.put(name, column.stopGradient()));
        return new Batch(x, held, observed, rows);
    }

    /** Returns the condition repeated for K draws of each example, by name, [K B, width] each. */
    public Map<String, Tensor> givenToEach(int draws) {
        Map<String, Tensor> repeated = new LinkedHashMap<>();
        given.forEach((name, column) -> repeated.put(name, repeated(column, draws)));
        return repeated;
    }

    /** Returns the data once for each of K draws, [K B, D]. */
    Tensor toEach(int draws) {
        return repeated(x, draws);
    }

    private static Tensor repeated(Tensor rows, int times) {
        Shape shape = rows.shape();
        return rows.broadcastTo(shape.prepend(times))
                .reshape(shape.from(1).prepend(times * shape.extent(0)));
    }

    public int size() {
        return rows.length;
    }
}
