// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Operands of products in bfloat16. A tensor that serves several products, as weights and activations
 * do in a step of training, is rounded once: its copy stays beside it until a kept tensor is written or
 * a region opened, and the copy's memory as long as its own.
 */
final class Bfloat16 {

    /**
     * From how many multiplications on a product is worth it. oneDNN takes 15 us to be called, rounding
     * operands and result as long again: 100 x 400 times 400 x 40, 1.6 million, takes as long in either.
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
