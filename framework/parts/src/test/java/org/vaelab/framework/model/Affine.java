// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.List;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Rows y = M x + m, beside which constants may stand.
 *
 * @param weights M transposed, [inputs, outputs]
 * @param bias [outputs]
 */
record Affine(Tensor weights, Tensor bias) implements Network {

    /**
     * Returns the map of a matrix.
     *
     * @param matrix M row-major, with as many rows as there are offsets
     */
    static Affine of(TensorRuntime runtime, double[] matrix, double[] offset) {
        int rows = offset.length;
        Tensor m = runtime.tensor(matrix, Shape.of(rows, matrix.length / rows));
        return new Affine(m.transpose(), runtime.vector(offset));
    }

    /** Returns the map with constants after its outputs. */
    Affine beside(Tensor constants) {
        TensorRuntime runtime = weights.runtime();
        int more = constants.shape().extent(0);
        Tensor zeros = runtime.zeros(Shape.of(weights.shape().extent(0), more));
        return new Affine(
                Tensor.concatenate(List.of(weights, zeros), 1),
                Tensor.concatenate(List.of(bias, constants), 0));
    }

    @Override
    public Tensor apply(Tensor x) {
        return Fused.linear(x, weights, bias, Activation.IDENTITY);
    }
}
