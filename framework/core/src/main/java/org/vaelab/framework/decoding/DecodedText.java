// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.decoding;

import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Vocabulary;

/**
 * A text that was chosen.
 *
 * @param tokens with {@link Vocabulary#END} at its end, unless the text was cut at the length of
 *     the data
 * @param logProbability log p(text given z) in nats, under the model itself, whatever the decoding
 */
@Internal
public record DecodedText(List<Integer> tokens, double logProbability) {

    public DecodedText {
        tokens = List.copyOf(tokens);
    }

    /** Returns whether the text ended by itself. */
    public boolean isComplete() {
        return !tokens.isEmpty() && tokens.get(tokens.size() - 1) == Vocabulary.END;
    }

    /** Returns it as the values of an example: its tokens, then NaN. */
    public float[] values(int width) {
        float[] values = new float[width];
        Arrays.fill(values, Float.NaN);
        for (int t = 0; t < tokens.size(); t++) {
            values[t] = tokens.get(t);
        }
        return values;
    }

    /** Returns the values of several texts, [texts, width] row by row. */
    public static float[] values(List<DecodedText> texts, int width) {
        float[] values = new float[texts.size() * width];
        for (int i = 0; i < texts.size(); i++) {
            System.arraycopy(texts.get(i).values(width), 0, values, i * width, width);
        }
        return values;
    }
}
