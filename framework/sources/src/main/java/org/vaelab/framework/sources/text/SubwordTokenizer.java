// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.settings.OptionalJars;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * Splits texts into pieces of words by a {@code tokenizer.json}, the format of the Hugging Face
 * tokenizers. The library is native and comes with its jar.
 *
 * <p>The library would report its use to a server of its makers, and look for a build for the local
 * GPU on another. Its offline mode is switched on, so that it does neither.
 */
record SubwordTokenizer(HuggingFaceTokenizer tokenizer, String json) implements Tokenizer {

    private static final String OFFLINE = "ai.djl.offline";
    private static final String LIBRARY = "ai.djl.huggingface.tokenizers.HuggingFaceTokenizer";

    /**
     * Reads a tokenizer.
     *
     * @throws DataException if the file cannot be read, or is no tokenizer
     */
    static SubwordTokenizer read(Path path) {
        String json;
        try {
            json = Files.readString(GivenFile.required(path));
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
        return of(json, path.toString());
    }

    /**
     * Returns the tokenizer of a JSON text.
     *
     * @param from where the text comes from, for messages
     */
    static SubwordTokenizer of(String json, String from) {
        OptionalJars.require(LIBRARY, SubwordTokenizer.class, "source text", "tokens", "subword");
        System.setProperty(OFFLINE, "true");
        try {
            HuggingFaceTokenizer tokenizer =
                    HuggingFaceTokenizer.newInstance(
                            new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
                            Map.of(
                                    "truncation", "false",
                                    "padding", "false",
                                    "addSpecialTokens", "false"));
            return new SubwordTokenizer(tokenizer, json);
        } catch (IOException | RuntimeException e) {
            throw new DataException(
                    from
                            + ": is no tokenizer.json of the Hugging Face tokenizers ("
                            + e.getMessage()
                            + "); write one in Python:"
                            + " AutoTokenizer.from_pretrained(NAME).save_pretrained(FOLDER)",
                    e);
        } catch (LinkageError e) {
            throw new DataException(
                    "tokens: subword: the native library of tokenizers cannot be loaded on this"
                            + " system; use tokens: word",
                    e);
        }
    }

    @Override
    public void split(String text, Consumer<String> tokens) {
        for (String token : tokenizer.encode(text, false, false).getTokens()) {
            tokens.accept(token);
        }
    }

    @Override
    public String separator() {
        // The sign of a tokenizer's decoder says how its tokens are joined.
        if (json.contains("\"ByteLevel\"")) {
            return Vocabulary.BYTE_LEVEL;
        }
        return json.contains("\"Metaspace\"") ? Vocabulary.METASPACE : Vocabulary.WORD_PIECE;
    }
}
