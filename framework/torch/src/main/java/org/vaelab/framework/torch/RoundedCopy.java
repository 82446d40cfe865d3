// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.bytedeco.pytorch.global.torch;

/** The elements of a {@link NativeTensor} in bfloat16, in memory that is freed with its own. */
final class RoundedCopy {

    private static final int NEVER = -1;

    private final NativeTensor source;
    private final NativeTensor memory;
    private int generation;
    private long writes;

    /**
     * Rounds a tensor.
     *
     * @param writes how often kept tensors had been written
     */
    RoundedCopy(NativeTensor source, long writes) {
        this.source = source;
        this.memory =
                new NativeTensor(
                        source.whole().to(torch.ScalarType.BFloat16),
                        source.shape(),
                        source.dtype(),
                        false);
        this.generation = source.generation();
        this.writes = writes;
    }

    /** Returns the rounded elements, row-major; its dtype is that of the source. */
    NativeTensor memory() {
        return memory;
    }

    /** Rounds again what has been written since. */
    void update(long writesNow) {
        if (generation != source.generation() || writes != writesNow) {
            memory.whole().copy_(source.whole());
            generation = source.generation();
            writes = writesNow;
        }
    }

    /** Notes that the memory is used for something else. */
    void forget() {
        generation = NEVER;
    }

    void free() {
        memory.free();
    }
}
