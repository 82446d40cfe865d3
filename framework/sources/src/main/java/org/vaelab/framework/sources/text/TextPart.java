// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.ValueDomain;

/**
 * Examples of tokens: some rows of a corpus.
 *
 * @param given the second text of each row; null if there is none
 * @param chosen the rows, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record TextPart(Corpus corpus, TokenRows rows, @Nullable TokenRows given, int[] chosen) {

    static TextPart all(Corpus corpus, TokenRows rows, @Nullable TokenRows given) {
        return new TextPart(corpus, rows, given, IntStream.range(0, rows.size()).toArray());
    }

    /** Returns the texts and, if there are some, the given ones. */
    List<TokenRows> texts() {
        return given == null ? List.of(rows) : List.of(rows, given);
    }

    /**
     * Returns how often each token occurs.
     *
     * @param tokens the number of different ones
     */
    long[] counts(int tokens) {
        long[] counts = new long[tokens];
        for (TokenRows each : texts()) {
            for (int row : chosen) {
                each.count(row, counts);
            }
        }
        return counts;
    }

    /** Returns how many texts are cut. */
    int cut(TokenRows of) {
        return (int) IntStream.of(chosen).filter(of::isCut).count();
    }

    /**
     * Returns the examples with the line of each text, or the first token of each window, from 0.
     */
    Examples examples(TextLabels labels, boolean mayBeUnknown) {
        DataRows all = given == null ? rows : new PairRows(rows, given);
        Origin origin =
                rows.areTexts()
                        ? corpus.origin()
                        : Origin.numbered("token", row -> Integer.toString(rows.start(row)));
        Examples examples = Examples.of(all, ValueDomain.TOKENS).from(origin);
        Examples labelled = labels.label(examples, corpus, mayBeUnknown);
        return chosen.length == rows.size() ? labelled : labelled.select(chosen);
    }
}
