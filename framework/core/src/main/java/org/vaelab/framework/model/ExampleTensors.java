// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

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
        return new ArrayExamples(examples, runtime);
    }
}
