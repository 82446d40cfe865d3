// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.blocks;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Numbers on a device that are wanted on the processor. Several readings take one copy, so the
 * device is waited for once.
 *
 * @param use gets the elements of the tensor, row-major
 */
public record Reading(Tensor values, Consumer<double[]> use) {

    /** Returns this reading for the scope that encloses a scope. */
    Reading detachedFrom(TensorScope scope) {
        return new Reading(scope.detach(values), use);
    }

    /**
     * Copies all numbers, and then has each used, in order.
     *
     * @param readings of tensors of one dtype
     */
    public static void all(List<Reading> readings) {
        if (readings.isEmpty()) {
            return;
        }
        double[] numbers;
        try (TensorScope scope = readings.get(0).values.runtime().scope()) {
            List<Tensor> flat =
                    readings.stream()
                            .map(one -> one.values.reshape(Shape.of(one.values.shape().size())))
                            .toList();
            numbers = Tensor.concatenate(flat, 0).readDoubles();
        }
        int from = 0;
        for (Reading one : readings) {
            int to = from + one.values.shape().size();
            one.use.accept(Arrays.copyOfRange(numbers, from, to));
            from = to;
        }
    }
}
