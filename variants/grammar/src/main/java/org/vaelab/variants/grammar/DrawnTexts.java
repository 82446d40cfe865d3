// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.Vocabulary;

/**
 * Drawn texts with the values of their factors. A row may have several texts, each with an end. A
 * word is one byte, as there are less than 128 different ones; -1 follows an end.
 */
final class DrawnTexts implements DataRows {
    private final Map<String, Integer> places = new HashMap<>();
    private final List<SentenceFactor> factors;
    private final int size;
    private final int[] widths;
    private final byte[] tokens;
    private final int[][] values;

    /**
     * Reserves rows.
     *
     * @param widths of the texts of a row, one more than words
     */
    DrawnTexts(Vocabulary vocabulary, List<SentenceFactor> factors, int size, int... widths) {
        vocabulary.tokens().forEach(token -> places.put(token, places.size()));
        this.factors = factors;
        this.size = size;
        this.widths = widths;
        tokens = new byte[Math.multiplyExact(size, width())];
        values = new int[factors.size()][size];
        Arrays.fill(tokens, (byte) -1);
    }

    /** Returns the vocabulary of some words. */
    static Vocabulary vocabulary(List<String> words) {
        List<String> tokens = new ArrayList<>(Vocabulary.SPECIAL);
        tokens.addAll(words);
        return new Vocabulary(tokens, " ", "");
    }

    /**
     * Returns the words of a text from one place to another, up to its end; none if it has no end.
     */
    static List<String> words(Vocabulary vocabulary, double[] example, int from, int to) {
        List<String> words = new ArrayList<>();
        for (int t = from; t < to && !Double.isNaN(example[t]); t++) {
            if (example[t] == Vocabulary.END) {
                return words;
            }
            words.add(vocabulary.tokens().get((int) example[t]));
        }
        return List.of();
    }

    /**
     * Writes a row.
     *
     * @param of the value of each factor
     */
    void write(int row, List<List<String>> texts, int... of) {
        int start = row * width();
        for (int i = 0; i < widths.length; i++) {
            List<String> words = texts.get(i);
            if (words.size() >= widths[i]) {
                throw new IllegalArgumentException(words + " do not fit " + widths[i] + " places");
            }
            for (int t = 0; t < words.size(); t++) {
                tokens[start + t] = places.get(words.get(t)).byteValue();
            }
            tokens[start + words.size()] = Vocabulary.END;
            start += widths[i];
        }
        for (int f = 0; f < of.length; f++) {
            values[f][row] = of[f];
        }
    }

    Examples examples() {
        List<Labels.Column> labels = new ArrayList<>();
        for (int f = 0; f < values.length; f++) {
            SentenceFactor factor = factors.get(f);
            labels.add(Labels.Column.of(factor.name(), factor.values(), values[f]));
        }
        return Examples.of(this, ValueDomain.TOKENS).withLabels(Labels.of(labels));
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int width() {
        return Arrays.stream(widths).sum();
    }

    @Override
    public void read(int row, double[] target, int offset) {
        int width = width();
        for (int t = 0; t < width; t++) {
            byte token = tokens[row * width + t];
            target[offset + t] = token < 0 ? Double.NaN : token;
        }
    }
}
