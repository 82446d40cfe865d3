// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import org.vaelab.framework.tensor.shape.DType;

/** Functions applied element by element. A part of {@link TensorBackend}. */
public interface ElementwiseOperations {

    /** Applies a function to each element. */
    Buffer unary(Unary function, Buffer a);

    /** Applies a function to each pair of elements, with broadcasting. */
    Buffer binary(Binary function, Buffer a, Buffer b);

    /** Applies a function with a constant as its second argument, rounded to the dtype first. */
    Buffer binary(Binary function, Buffer a, double b);

    /** Takes a where the condition is not 0, else b; the three broadcast. */
    Buffer where(Buffer condition, Buffer a, Buffer b);

    /** Converts the elements; towards {@link DType#INT32} the fraction is dropped. */
    Buffer cast(Buffer a, DType dtype);
}
