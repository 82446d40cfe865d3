// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.util.function.Consumer;

/** A token is a code point, so that a character outside the basic plane is one token. */
final class CharacterTokenizer implements Tokenizer {

    private static final String[] ASCII = new String[128];

    static {
        for (int c = 0; c < ASCII.length; c++) {
            ASCII[c] = Character.toString(c);
        }
    }

    @Override
    public void split(String text, Consumer<String> tokens) {
        text.codePoints()
                .forEach(c -> tokens.accept(c < ASCII.length ? ASCII[c] : Character.toString(c)));
    }

    @Override
    public String separator() {
        return "";
    }
}
