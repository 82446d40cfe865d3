// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.OptionalDouble;
import org.vaelab.framework.random.RandomKey;

/** A change of the values of examples: a random draw, or a cut. */
public sealed interface ValueDraw
        permits Binarization.Drawn, Binarization.Threshold, Dequantization, WordDropout {

    /** Returns the name under which keys of such draws are split off. */
    String keyName();

    /** Returns the domain of drawn values. */
    ValueDomain domain();

    /** Returns the width of the bins over which values are spread; empty if they are not. */
    default OptionalDouble binWidth() {
        return OptionalDouble.empty();
    }

    /** Draws in place. */
    void draw(RandomKey key, float[] values);
}
