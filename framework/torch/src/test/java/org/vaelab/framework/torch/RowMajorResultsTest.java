// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalLong;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Strides;

/** Results of libtorch have the strides of their shape, also along axes of length 1. */
final class RowMajorResultsTest {

    private static final Shape KERNEL = Shape.of(4, 1, 2, 3);

    private static long[] stridesOnceAdopted(long... strides) {
        LibTorch.enterThread();
        TensorPool pool =
                new TensorPool(
                        Map.of(DType.FLOAT32, new TensorOptions(torch.ScalarType.Float)),
                        OptionalLong::empty);
        TorchMemory memory =
                new TorchMemory(pool, new Transfer(true), new Constants(), new Bfloat16());
        try (Tensor numbers = torch.arange(new Scalar(24))) {
            Tensor result = numbers.as_strided(NativeTensor.longs(KERNEL.toArray()), strides);
            Tensor adopted = memory.adopt(result, KERNEL, DType.FLOAT32).tensor();
            long[] found = new long[strides.length];
            for (int axis = 0; axis < found.length; axis++) {
                found[axis] = adopted.stride(axis);
            }
            return found;
        } finally {
            memory.close();
        }
    }

    @Test
    void anAxisOfLengthOneGetsItsStride() {
        long[] expected = NativeTensor.longs(Strides.rowMajor(KERNEL));
        assertThat(stridesOnceAdopted(6, 6, 3, 1)).isEqualTo(expected);
        assertThat(stridesOnceAdopted(6, 1, 3, 1)).isEqualTo(expected);
        // Channels last.
        assertThat(stridesOnceAdopted(6, 1, 1, 2)).isEqualTo(expected);
    }
}
