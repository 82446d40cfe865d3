// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.read;

import java.util.List;
import java.util.function.Function;
import org.vaelab.framework.tensor.Tensor;

/** How a node computes its outputs. */
interface Operator {

    List<GraphValue> apply(Operands x);

    /** Returns an operator of one output that may be numbers. */
    static Operator of(Function<Operands, GraphValue> function) {
        return x -> List.of(function.apply(x));
    }

    /** Returns an operator of one output that is a tensor. */
    static Operator ofTensor(Function<Operands, Tensor> function) {
        return x -> List.of(new GraphValue.Computed(function.apply(x)));
    }
}
