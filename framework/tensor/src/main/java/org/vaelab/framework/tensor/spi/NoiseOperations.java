// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import org.vaelab.framework.random.Continuous;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Random draws into memory of a backend. Draws equal those of {@link RandomKey}, byte for byte:
 * element i, row-major, is its draw at position i; of a {@link RandomKey#joined joined} key, each
 * part fills its share. A backend for a device draws there, from the key's {@link
 * org.vaelab.framework.random.BitStream}; {@link HostNoise} draws in Java and copies.
 */
public interface NoiseOperations {

    /**
     * Draws independently from a continuous distribution; in float32 the double form rounded, as
     * the float forms of {@link RandomKey} are.
     */
    Buffer draw(Continuous distribution, RandomKey key, Shape shape, DType dtype);

    /**
     * Draws zeros and ones, of {@link RandomKey#bernoulli(float[])} or its double form.
     *
     * @param probabilities floating-point, in [0, 1]; of others a device may give any number
     * @return of their shape and dtype
     */
    Buffer bernoulli(RandomKey key, Buffer probabilities);
}
