// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.util.function.Consumer;

/**
 * Splits a text into words, numbers and signs.
 *
 * <p>A word is a run of letters and digits. An apostrophe between two of them belongs to the word:
 * {@code don't} is one token. White space separates. Any other character is a token of its own.
 */
final class WordTokenizer implements Tokenizer {

    @Override
    public void split(String text, Consumer<String> tokens) {
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            int next = at + Character.charCount(c);
            if (isPartOfWord(c)) {
                next = endOfWord(text, next);
                tokens.accept(text.substring(at, next));
            } else if (!isBlank(c)) {
                tokens.accept(text.substring(at, next));
            }
            at = next;
        }
    }

    private static int endOfWord(String text, int from) {
        int at = from;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            int next = at + Character.charCount(c);
            boolean inside =
                    isPartOfWord(c)
                            || (isApostrophe(c)
                                    && next < text.length()
                                    && isPartOfWord(text.codePointAt(next)));
            if (!inside) {
                return at;
            }
            at = next;
        }
        return at;
    }

    private static boolean isBlank(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static boolean isApostrophe(int c) {
        return c == '\'' || c == '\u2019';
    }

    private static boolean isPartOfWord(int c) {
        return Character.isLetterOrDigit(c)
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.COMBINING_SPACING_MARK;
    }
}
