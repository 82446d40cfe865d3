// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.data.DataSummary.LabelColumn;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * The c of p(x, z given c): columns of labels, each as a unit vector, side by side.
 *
 * @param columns in order; none makes a model without a condition
 */
public record Condition(List<LabelColumn> columns) {

    /** No condition. */
    public static final Condition NONE = new Condition(List.of());

    /** Copies the list. */
    public Condition {
        columns = List.copyOf(columns);
    }

    /** Returns whether there is anything to be given. */
    public boolean isNone() {
        return columns.isEmpty();
    }

    /** Returns the number of coordinates of c. */
    public int width() {
        return columns.stream().mapToInt(LabelColumn::cardinality).sum();
    }

    /** Returns the columns of a batch as unit vectors by name, [B, cardinality] each. */
    public Map<String, Tensor> of(MiniBatch batch, TensorRuntime runtime) {
        Map<String, Tensor> given = new LinkedHashMap<>();
        for (LabelColumn column : columns) {
            given.put(column.name(), unitVectors(column, batch.labels(column.name()), runtime));
        }
        return given;
    }

    /**
     * Returns n times the same values by name, [n, cardinality] each.
     *
     * @param values one for each column, in order
     * @throws IllegalArgumentException if a column does not have its value
     */
    public Map<String, Tensor> of(int[] values, int n, TensorRuntime runtime) {
        Map<String, Tensor> given = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            int[] repeated = new int[n];
            Arrays.fill(repeated, values[i]);
            given.put(columns.get(i).name(), unitVectors(columns.get(i), repeated, runtime));
        }
        return given;
    }

    /** Returns n times the values of each column in turn by name, [n, cardinality] each. */
    public Map<String, Tensor> inTurn(int n, TensorRuntime runtime) {
        Map<String, Tensor> given = new LinkedHashMap<>();
        for (LabelColumn column : columns) {
            int[] values = new int[n];
            Arrays.setAll(values, i -> i % column.cardinality());
            given.put(column.name(), unitVectors(column, values, runtime));
        }
        return given;
    }

    /** A value that the column does not have would be a vector of zeros: a condition of its own. */
    private static Tensor unitVectors(LabelColumn column, int[] values, TensorRuntime runtime) {
        for (int value : values) {
            if (value < 0 || value >= column.cardinality()) {
                throw new IllegalArgumentException(
                        "label '"
                                + column.name()
                                + "' has the values 0 to "
                                + (column.cardinality() - 1)
                                + ", not "
                                + value);
            }
        }
        return runtime.indices(values, Shape.of(values.length)).oneHot(column.cardinality());
    }

    /**
     * Returns rows with c beside them.
     *
     * @param rows [..., B, width]; leading axes share c
     * @param given the columns by name, [B, cardinality] each
     * @return [..., B, width + this.width()]; without a condition the rows themselves
     * @throws IllegalArgumentException if a column is not given
     */
    public Tensor beside(Tensor rows, Map<String, Tensor> given) {
        if (isNone()) {
            return rows;
        }
        Shape leading = rows.shape().range(0, -1);
        List<Tensor> parts = new ArrayList<>(List.of(rows));
        for (LabelColumn column : columns) {
            Tensor values = given.get(column.name());
            if (values == null) {
                throw new IllegalArgumentException(
                        "the model is conditioned on '" + column.name() + "', which is not given");
            }
            parts.add(values.broadcastTo(leading.append(column.cardinality())));
        }
        return Tensor.concatenate(parts, -1);
    }
}
