// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.util.function.Consumer;

/** The words of a document that may tell its topic: of two letters or more, and no stop words. */
final class DocumentTokenizer implements Tokenizer {
    private final Tokenizer words = new WordTokenizer();
    private final StopWords stopWords;

    DocumentTokenizer(StopWords stopWords) {
        this.stopWords = stopWords;
    }

    @Override
    public void split(String text, Consumer<String> tokens) {
        words.split(
                text,
                word -> {
                    if (word.length() > 1
                            && word.codePoints().anyMatch(Character::isLetter)
                            && !stopWords.contains(word)) {
                        tokens.accept(word);
                    }
                });
    }
}
