// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Operands of products in bfloat16. A tensor used by several products, such as weights and
 * activations in a training step, is rounded once. Its rounded copy is valid until a kept tensor is
 * written or a region is opened. The memory of the copy lives as long as the tensor.
 */
final class Bfloat16 {

    /**
     * The smallest number of multiplications for which bfloat16 is faster. A call of oneDNN takes
     * 15 us, and rounding operands and result takes as long again. At 1.6 million, 100 x 400 times
     * 400 x 40, both precisions take equally long.
     */
    static final long WORTHWHILE = 1L << 22;

    private long writes;

    /** Notes that kept tensors may have been written: what was rounded before is out of date. */
    void noteWrites() {
        writes++;
    }

    /**
     * An operand.
     *
     * @param own whether it was made for one product, and is freed after it
     */
    record Operand(Tensor tensor, boolean own) implements AutoCloseable {

        @Override
        public void close() {
            if (own) {
                tensor.close();
            }
        }
    }

    /** Rounds to the nearest, ties to even. */
    Operand round(TorchBuffer buffer) {
        if (!buffer.coversItsMemory()) {
            // A few rows of a large tensor: not all of it is rounded for them.
            return new Operand(buffer.tensor().to(torch.ScalarType.BFloat16), true);
        }
        RoundedCopy copy = buffer.memory().rounded(writes);
        copy.update(writes);
        return new Operand(buffer.tensorIn(copy.memory()), false);
    }

    /** Returns memory of a result's shape, to be overwritten. */
    Tensor scratch(TorchBuffer result) {
        RoundedCopy copy = result.memory().rounded(writes);
        copy.forget();
        return result.tensorIn(copy.memory());
    }
}
