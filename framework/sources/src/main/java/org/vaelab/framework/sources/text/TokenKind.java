// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a token is. */
public enum TokenKind {
    /** A Unicode character: a code point. */
    @JsonProperty("character")
    CHARACTER,

    /** A word, a number or a sign ({@link WordTokenizer}). */
    @JsonProperty("word")
    WORD,

    /** A piece of a word, as a trained tokenizer splits it. */
    @JsonProperty("subword")
    SUBWORD
}
