// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Vocabulary;

/** Splits texts into tokens, and numbers these. */
final class Lexicon {
    private static final int MOST_NAMED = 5;

    private final Map<String, Integer> places = new HashMap<>();
    private final Set<String> unknown = new LinkedHashSet<>();
    private final List<String> tokens = new ArrayList<>(Vocabulary.SPECIAL);
    private final Tokenizer tokenizer;
    private final boolean grows;

    private Lexicon(Tokenizer tokenizer, boolean grows) {
        this.tokenizer = tokenizer;
        this.grows = grows;
        // A text may contain the special tokens as they are written; they are unknown there.
        Vocabulary.SPECIAL.forEach(token -> places.put(token, Vocabulary.UNKNOWN));
    }

    /** Returns a lexicon that gives the next number to each new token. */
    static Lexicon growing(Tokenizer tokenizer) {
        return new Lexicon(tokenizer, true);
    }

    /**
     * Returns the lexicon of the tokens of a vocabulary. All others are {@link Vocabulary#UNKNOWN}.
     */
    static Lexicon of(List<String> known, Tokenizer tokenizer) {
        Lexicon lexicon = new Lexicon(tokenizer, false);
        known.subList(Vocabulary.SPECIAL.size(), known.size()).forEach(lexicon::add);
        return lexicon;
    }

    private int add(String token) {
        places.put(token, tokens.size());
        tokens.add(token);
        return tokens.size() - 1;
    }

    /** Gives the numbers of the tokens of a text to a consumer, in order. */
    void split(String text, IntConsumer numbers) {
        tokenizer.split(
                text,
                token -> {
                    Integer place = places.get(token);
                    boolean isNew = place == null && grows;
                    int number =
                            isNew
                                    ? add(token)
                                    : Objects.requireNonNullElse(place, Vocabulary.UNKNOWN);
                    if (number == Vocabulary.UNKNOWN && unknown.size() < MOST_NAMED) {
                        unknown.add("'" + token.replace("\n", "\\n") + "'");
                    }
                    numbers.accept(number);
                });
    }

    /** Says how many tokens are not in the vocabulary, and names the first; nothing if all are. */
    List<String> remark(long count, long all, String tokens) {
        String text = "%s of %s %s are not in the vocabulary: %s.";
        return count == 0
                ? List.of()
                : List.of(text.formatted(count, all, tokens, String.join(", ", unknown)));
    }

    int size() {
        return tokens.size();
    }

    String token(int place) {
        return tokens.get(place);
    }

    /**
     * Returns the most frequent tokens, in descending order of their counts; equal counts by the
     * text.
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

    /**
     * Returns for each token its place among the chosen ones after the special tokens, or UNKNOWN.
     */
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
