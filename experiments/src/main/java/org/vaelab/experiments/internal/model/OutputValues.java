// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.internal.model;

import java.util.List;
import org.vaelab.framework.decoding.internal.DecodedText;
import org.vaelab.framework.decoding.internal.Decoding;
import org.vaelab.framework.decoding.internal.NextTokens;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.likelihood.internal.TextDistribution;
import org.vaelab.framework.random.RandomKey;

/** How values of x are obtained from p(x given z, c). */
@FunctionalInterface
public interface OutputValues {

    /** What best predicts x, such as its mean or the greedy text; one draw if that has no closed form. */
    OutputValues PREDICTED = (p, key) -> p.prediction().orElseGet(() -> p.sample(key)).readFloats();

    /** One draw. */
    OutputValues DRAWN = (p, key) -> p.sample(key).readFloats();

    /**
     * Returns the values of x, [rows, D] row by row.
     *
     * @param key of draws
     * @throws IllegalArgumentException if the distribution does not support it
     */
    float[] of(OutputDistribution p, RandomKey key);

    /** Returns texts that a decoding chooses. Other data are rejected. */
    static OutputValues decodedBy(Decoding decoding) {
        return (p, key) -> {
            if (!(p instanceof TextDistribution texts)) {
                throw new IllegalArgumentException(
                        "a decoding chooses the tokens of a text, and this model generates no texts"
                                + " token by token");
            }
            NextTokens start = texts.start();
            List<DecodedText> chosen = decoding.decode(start, key);
            return DecodedText.values(chosen, start.length());
        };
    }
}
