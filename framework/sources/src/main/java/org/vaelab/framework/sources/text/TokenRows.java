// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.util.Arrays;
import org.vaelab.framework.data.Rows;
import org.vaelab.framework.data.Vocabulary;

/** Examples of tokens: views of a {@link Corpus}. */
abstract class TokenRows implements Rows {
    private final Corpus corpus;
    private final int width;

    TokenRows(Corpus corpus, int width) {
        this.corpus = corpus;
        this.width = width;
    }

    /** Returns the texts of a corpus with an end each; longer ones without. */
    static TokenRows ofTexts(Corpus corpus, int length) {
        return new TokenRows(corpus, length + 1) {
            @Override
            public int size() {
                return corpus.size();
            }

            @Override
            int start(int row) {
                return corpus.start(row);
            }

            @Override
            int length(int row) {
                return Math.min(length, corpus.length(row));
            }

            @Override
            boolean hasEnd(int row) {
                return !corpus.isCut(row) && corpus.length(row) <= length;
            }
        };
    }

    /** Returns windows of the tokens from one to another, exclusive; a rest is left out. */
    static TokenRows ofWindows(Corpus corpus, int length, int from, int to) {
        return new TokenRows(corpus, length) {
            @Override
            public int size() {
                return (to - from) / length;
            }

            @Override
            int start(int row) {
                return from + row * length;
            }

            @Override
            int length(int row) {
                return length;
            }

            @Override
            boolean hasEnd(int row) {
                return false;
            }
        };
    }

    abstract int start(int row);

    abstract int length(int row);

    abstract boolean hasEnd(int row);

    /** Returns whether a text has more tokens than fit. */
    boolean isCut(int row) {
        return width > length(row) && !hasEnd(row);
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void read(int row, double[] target, int offset) {
        int length = length(row);
        int start = start(row);
        Arrays.fill(target, offset + length, offset + width, Double.NaN);
        for (int t = 0; t < length; t++) {
            target[offset + t] = corpus.tokens().get(start + t);
        }
        if (hasEnd(row)) {
            target[offset + length] = Vocabulary.END;
        }
    }

    @Override
    public void read(int row, float[] target, int offset) {
        int length = length(row);
        int start = start(row);
        Arrays.fill(target, offset + length, offset + width, Float.NaN);
        for (int t = 0; t < length; t++) {
            target[offset + t] = corpus.tokens().get(start + t);
        }
        if (hasEnd(row)) {
            target[offset + length] = Vocabulary.END;
        }
    }

    /** Counts the tokens of a row by their numbers. */
    void count(int row, long[] counts) {
        int start = start(row);
        for (int t = 0; t < length(row); t++) {
            counts[corpus.tokens().get(start + t)]++;
        }
    }
}
