// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.vaelab.framework.tensor.shape.DType;

/**
 * Numbers as arguments of libtorch's operations, without an allocation for each. There is one
 * tensor of rank 0 per dtype, in the processor's memory, which is overwritten for the next
 * operation. A few operations take a {@link Scalar} instead.
 */
final class Constants {

    final Scalar zero = new Scalar(0.0);
    final Scalar half = new Scalar(0.5);
    final Scalar one = new Scalar(1.0);
    final Scalar two = new Scalar(2.0);
    final Scalar minusTwo = new Scalar(-2.0);

    /**
     * The threshold above which softplus is the identity in float32: e^-x is below half a unit of
     * x.
     */
    final Scalar linearFloat = new Scalar(20.0);

    /** The same in float64. */
    final Scalar linearDouble = new Scalar(40.0);

    private final Tensor floats = scalar(torch.ScalarType.Float);
    private final Tensor doubles = scalar(torch.ScalarType.Double);
    private final Tensor ints = scalar(torch.ScalarType.Int);
    private final FloatPointer floatValue = floats.data_ptr_float();
    private final DoublePointer doubleValue = doubles.data_ptr_double();
    private final IntPointer intValue = ints.data_ptr_int();

    private static Tensor scalar(torch.ScalarType type) {
        try (TensorOptions options = new TensorOptions(type)) {
            return torch.zeros(new long[0], options);
        }
    }

    /** Returns the number as a tensor that is good for the next operation only. */
    Tensor of(double value, DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> {
                floatValue.put((float) value);
                yield floats;
            }
            case FLOAT64 -> {
                doubleValue.put(value);
                yield doubles;
            }
            case INT32 -> {
                intValue.put((int) value);
                yield ints;
            }
        };
    }

    Scalar linear(DType dtype) {
        return dtype == DType.FLOAT32 ? linearFloat : linearDouble;
    }

    void close() {
        for (Scalar scalar : List.of(zero, half, one, two, minusTwo, linearFloat, linearDouble)) {
            scalar.close();
        }
        for (Tensor tensor : List.of(floats, doubles, ints)) {
            tensor.close();
        }
    }
}
