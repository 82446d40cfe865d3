// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

/** What a token is. */
public enum TokenKind {
    /** A Unicode character: a code point. */
    CHARACTER,

    /** A word, a number or a sign ({@link WordTokenizer}). */
    WORD,

    /** A piece of a word, as a trained tokenizer splits it. */
    SUBWORD
}
