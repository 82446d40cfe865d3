// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.vaelab.framework.data.Examples;

/**
 * The documents in which words occur, for the normalised pointwise mutual information of two words
 * (Bouma 2009):
 *
 * <pre>
 *   NPMI(v, w) = log( p(v, w) / (p(v) p(w)) ) / -log p(v, w)
 * </pre>
 *
 * <p>p is the share of documents that have the words. NPMI is -1 for words that never occur
 * together, 0 for independent ones, and 1 for words that occur together only. If both occur in all
 * documents it is 0.
 */
final class WordPairs {
    private final Map<Integer, BitSet> documents = new HashMap<>();
    private final int size;

    /** Reads in which documents some words occur. */
    WordPairs(Examples counts, Set<Integer> words) {
        size = counts.size();
        words.forEach(word -> documents.put(word, new BitSet()));
        float[] row = new float[counts.width()];
        for (int i = 0; i < size; i++) {
            counts.read(i, row, 0);
            for (int word : words) {
                if (row[word] > 0) {
                    documents.get(word).set(i);
                }
            }
        }
    }

    /** Returns the NPMI of two of the words; empty if one of them occurs in no document. */
    OptionalDouble npmi(int v, int w) {
        BitSet first = documents.get(v);
        BitSet second = documents.get(w);
        if (first.isEmpty() || second.isEmpty()) {
            return OptionalDouble.empty();
        }
        BitSet both = (BitSet) first.clone();
        both.and(second);
        if (both.isEmpty()) {
            return OptionalDouble.of(-1);
        }
        if (both.cardinality() == size) {
            return OptionalDouble.of(0);
        }
        double joint = (double) both.cardinality() / size;
        double independent =
                (double) first.cardinality() / size * ((double) second.cardinality() / size);
        return OptionalDouble.of(Math.log(joint / independent) / -Math.log(joint));
    }

    /** Returns the mean NPMI of all pairs of some words; empty if no pair has one. */
    OptionalDouble mean(List<Integer> words) {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < words.size(); i++) {
            for (int j = 0; j < i; j++) {
                OptionalDouble npmi = npmi(words.get(i), words.get(j));
                sum += npmi.orElse(0);
                pairs += npmi.isPresent() ? 1 : 0;
            }
        }
        return pairs == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / pairs);
    }
}
