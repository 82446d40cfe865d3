// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Examples of which a model makes a batch: their values as tensors of the open scope, wherever they
 * lie, their labels as numbers.
 */
public interface ExampleTensors {

    TensorRuntime runtime();

    /** Returns the values that are modelled, [B, D], in the dtype of the run. */
    Tensor x();

    /** Returns the values that are given under a name, [B, width of the part]. */
    Tensor given(String part);

    /**
     * Returns the labels of one column, [B].
     *
     * @throws org.vaelab.framework.data.DataException if there is none of that name
     */
    int[] labels(String column);

    /** Returns the index of every example in its table, [B]. */
    int[] rows();

    /** Returns examples that lie in arrays, and are copied. */
    static ExampleTensors of(MiniBatch examples, TensorRuntime runtime) {
        return new InArrays(examples, runtime);
    }

    /** Examples in arrays, copied to tensors when they are asked for. */
    record InArrays(MiniBatch examples, TensorRuntime runtime) implements ExampleTensors {

        @Override
        public Tensor x() {
            Shape shape = Shape.of(examples.size(), examples.width());
            return switch (examples.precision()) {
                case DOUBLE -> runtime.tensor(examples.doubles(), shape);
                case SINGLE -> runtime.tensor(examples.values(), shape);
            };
        }

        @Override
        public Tensor given(String part) {
            return switch (examples.precision()) {
                case DOUBLE -> {
                    double[] values = examples.givenDoubles(part);
                    yield runtime.tensor(values, shapeOf(values.length));
                }
                case SINGLE -> {
                    float[] values = examples.given(part);
                    yield runtime.tensor(values, shapeOf(values.length));
                }
            };
        }

        private Shape shapeOf(int values) {
            return Shape.of(examples.size(), values / examples.size());
        }

        @Override
        public int[] labels(String column) {
            return examples.labels(column);
        }

        @Override
        public int[] rows() {
            return examples.rows();
        }
    }
}
