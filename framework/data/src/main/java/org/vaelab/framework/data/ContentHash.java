// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.nio.ByteBuffer;
import java.util.function.IntToDoubleFunction;

/** A number for the content of an example: it keys noise, and finds equal examples. */
final class ContentHash {

    private ContentHash() {}

    /**
     * Returns the first 64 bits of the SHA-256 of numbers. -0 is 0, and NaN is NaN, whatever its
     * bits.
     */
    static long of(int count, IntToDoubleFunction numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(count * Double.BYTES);
        for (int i = 0; i < count; i++) {
            bytes.putLong(Double.doubleToLongBits(numbers.applyAsDouble(i) + 0.0));
        }
        return ByteBuffer.wrap(Sha256.digest().digest(bytes.array())).getLong();
    }
}
