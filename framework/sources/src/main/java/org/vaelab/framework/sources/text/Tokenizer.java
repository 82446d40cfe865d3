// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.util.function.Consumer;
import org.vaelab.framework.data.Vocabulary;

/** Splits texts into tokens. */
interface Tokenizer {

    /** Gives the tokens of a text to a consumer, in order. */
    void split(String text, Consumer<String> tokens);

    /**
     * Returns how tokens are joined to a text, as {@link Vocabulary#separator}; by default with a
     * blank.
     */
    default String separator() {
        return " ";
    }

    /** Returns the JSON of a subword tokenizer; empty for others. */
    default String json() {
        return "";
    }
}
