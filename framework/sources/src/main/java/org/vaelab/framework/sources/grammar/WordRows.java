// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.grammar;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.data.Rows;
import org.vaelab.framework.data.Vocabulary;

/** Words in one byte each, as there are less than 128 different ones; -1 follows the end. */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
record WordRows(int size, int width, byte[] tokens, Map<String, Integer> places) implements Rows {

    static WordRows empty(Vocabulary vocabulary, int size, int width) {
        Map<String, Integer> places = new HashMap<>();
        vocabulary.tokens().forEach(token -> places.put(token, places.size()));
        byte[] tokens = new byte[Math.multiplyExact(size, width)];
        Arrays.fill(tokens, (byte) -1);
        return new WordRows(size, width, tokens, places);
    }

    /** Writes a text and its end into some places of a row, of which there is one more than words. */
    void write(int row, int from, int to, List<String> words) {
        if (words.size() >= to - from) {
            throw new IllegalArgumentException(words + " do not fit " + (to - from) + " places");
        }
        int start = row * width + from;
        for (int t = 0; t < words.size(); t++) {
            tokens[start + t] = places.get(words.get(t)).byteValue();
        }
        tokens[start + words.size()] = Vocabulary.END;
    }

    @Override
    public void read(int row, double[] target, int offset) {
        for (int t = 0; t < width; t++) {
            byte token = tokens[row * width + t];
            target[offset + t] = token < 0 ? Double.NaN : token;
        }
    }
}
