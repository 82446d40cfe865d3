// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.Vocabulary;

/**
 * Bags of words of {@link TokenTexts}: value d is how often token d + 2 occurs. Unknown words
 * do not count.
 */
record WordCounts(TokenTexts texts, int width) implements DataRows {

    private static final int SPECIAL = Vocabulary.SPECIAL.size();

    @Override
    public int size() {
        return texts.size();
    }

    @Override
    public void read(int row, double[] target, int offset) {
        Arrays.fill(target, offset, offset + width, 0);
        forEachWord(row, place -> target[offset + place]++);
    }

    /** Returns how many words of a document are in the vocabulary. */
    int known(int row) {
        int[] count = new int[1];
        forEachWord(row, place -> count[0]++);
        return count[0];
    }

    private void forEachWord(int row, IntConsumer word) {
        int start = texts.start(row);
        for (int i = start; i < start + texts.length(row); i++) {
            int token = texts.token(i);
            if (token >= SPECIAL) {
                word.accept(token - SPECIAL);
            }
        }
    }
}
