// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.util.BitSet;

/** Texts as token numbers, one after another. */
final class TokenTexts {
    private final Lexicon lexicon;
    private final int most;
    private TokenBuffer tokens = new TokenBuffer();
    private final TokenBuffer starts = new TokenBuffer();
    private final BitSet cut = new BitSet();
    private int left;

    /**
     * Creates an empty sequence.
     *
     * @param most tokens of a text that are kept
     */
    TokenTexts(Lexicon lexicon, int most) {
        this.lexicon = lexicon;
        this.most = most;
    }

    /** Appends tokens that belong to no text. */
    void append(String running) {
        lexicon.split(running, tokens::add);
    }

    void add(String text) {
        int start = tokens.size();
        starts.add(start);
        lexicon.split(
                text,
                token -> {
                    if (tokens.size() - start < most) {
                        tokens.add(token);
                    } else {
                        cut.set(size() - 1);
                        left++;
                    }
                });
    }

    /** Returns the number of texts. */
    int size() {
        return starts.size();
    }

    /** Returns the number of tokens. */
    int tokens() {
        return tokens.size();
    }

    int token(int index) {
        return tokens.get(index);
    }

    int start(int text) {
        return starts.get(text);
    }

    /** Returns the number of tokens that are kept of a text. */
    int length(int text) {
        int end = text + 1 < size() ? start(text + 1) : tokens.size();
        return end - start(text);
    }

    /** Returns whether a text has more tokens than are kept. */
    boolean isCut(int text) {
        return cut.get(text);
    }

    /** Returns how many tokens of texts are not kept. */
    int left() {
        return left;
    }

    /** Replaces token k by {@code places[k]}. */
    void replace(int[] places) {
        tokens = tokens.replaced(places);
    }
}
