// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.util.Arrays;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.Vocabulary;

/**
 * Examples of tokens: views of {@link TokenTexts}.
 *
 * @param first the first token of the first window; -1: rows are texts, with an end each unless
 *     they are longer than a row
 */
record TokenRows(TokenTexts texts, int size, int width, int first) implements DataRows {

    /** Returns texts with an end each; longer ones without. */
    static TokenRows ofTexts(TokenTexts texts, int length) {
        return new TokenRows(texts, texts.size(), length + 1, -1);
    }

    /** Returns windows of the tokens from one to another, exclusive; a rest is left out. */
    static TokenRows ofWindows(TokenTexts texts, int length, int from, int to) {
        return new TokenRows(texts, (to - from) / length, length, from);
    }

    boolean areTexts() {
        return first < 0;
    }

    int start(int row) {
        return areTexts() ? texts.start(row) : first + row * width;
    }

    private int length(int row) {
        return areTexts() ? Math.min(width - 1, texts.length(row)) : width;
    }

    private boolean hasEnd(int row) {
        return areTexts() && !texts.isCut(row) && texts.length(row) < width;
    }

    /** Returns whether a text has more tokens than fit. */
    boolean isCut(int row) {
        return width > length(row) && !hasEnd(row);
    }

    @Override
    public void read(int row, double[] target, int offset) {
        int length = length(row);
        int start = start(row);
        Arrays.fill(target, offset + length, offset + width, Double.NaN);
        for (int t = 0; t < length; t++) {
            target[offset + t] = texts.token(start + t);
        }
        if (hasEnd(row)) {
            target[offset + length] = Vocabulary.END;
        }
    }

    /** Counts the tokens of a row by their numbers. */
    void count(int row, long[] counts) {
        int start = start(row);
        for (int t = 0; t < length(row); t++) {
            counts[texts.token(start + t)]++;
        }
    }
}
