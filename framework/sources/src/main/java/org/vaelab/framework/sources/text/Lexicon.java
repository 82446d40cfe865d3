// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Vocabulary;

/** The numbers of tokens while a file is read. */
final class Lexicon {
    private final Map<String, Integer> places = new HashMap<>();
    private final List<String> tokens = new ArrayList<>(Vocabulary.SPECIAL);
    private final boolean grows;

    private Lexicon(boolean grows) {
        this.grows = grows;
        // A text may contain the special tokens as they are written; they are unknown there.
        Vocabulary.SPECIAL.forEach(token -> places.put(token, Vocabulary.UNKNOWN));
    }

    /** Returns a lexicon that gives the next number to each new token. */
    static Lexicon growing() {
        return new Lexicon(true);
    }

    /** Returns the lexicon of a vocabulary. All other tokens are {@link Vocabulary#UNKNOWN}. */
    static Lexicon of(Vocabulary vocabulary) {
        Lexicon lexicon = new Lexicon(false);
        List<String> known = vocabulary.tokens();
        known.subList(Vocabulary.SPECIAL.size(), known.size()).forEach(lexicon::add);
        return lexicon;
    }

    private int add(String token) {
        places.put(token, tokens.size());
        tokens.add(token);
        return tokens.size() - 1;
    }

    int place(String token) {
        Integer place = places.get(token);
        if (place != null) {
            return place;
        }
        return grows ? add(token) : Vocabulary.UNKNOWN;
    }

    int size() {
        return tokens.size();
    }

    String token(int place) {
        return tokens.get(place);
    }

    /**
     * Returns the most frequent tokens, in descending order of their counts; equal counts by the text.
     *
     * @param counts of each token; tokens that do not occur are left out
     * @param most how many at most
     */
    List<Integer> mostFrequent(long[] counts, int most) {
        return IntStream.range(Vocabulary.SPECIAL.size(), size())
                .filter(k -> counts[k] > 0)
                .boxed()
                .sorted(
                        Comparator.<Integer>comparingLong(k -> -counts[k])
                                .thenComparing(tokens::get))
                .limit(most)
                .toList();
    }

    /** Returns for each token its place among the chosen ones after the special tokens, or UNKNOWN. */
    int[] placesAmong(List<Integer> chosen) {
        int[] result = new int[size()];
        Arrays.fill(result, Vocabulary.UNKNOWN);
        result[Vocabulary.END] = Vocabulary.END;
        for (int i = 0; i < chosen.size(); i++) {
            result[chosen.get(i)] = Vocabulary.SPECIAL.size() + i;
        }
        return result;
    }
}
