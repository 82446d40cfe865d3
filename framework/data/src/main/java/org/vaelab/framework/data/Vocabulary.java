// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The tokens of texts. An example of {@link ValueDomain#TOKENS} holds the places of its tokens
 * here, then {@link #END}, then NaN up to the width of the data set.
 *
 * @param tokens what token k is written as, at place k; the first two are {@link #END} and {@link
 *     #UNKNOWN}
 * @param separator what stands between two tokens of a text: nothing, or a blank. For subwords
 *     {@link #BYTE_LEVEL}, {@link #METASPACE} or {@link #WORD_PIECE}
 * @param tokenizer the JSON of the subword tokenizer that made the tokens; empty for characters and
 *     words
 */
public record Vocabulary(List<String> tokens, String separator, String tokenizer) {

    /** The token after the last one of a text. */
    public static final int END = 0;

    /** The token of everything that the vocabulary does not have. */
    public static final int UNKNOWN = 1;

    /** How {@link #END} and {@link #UNKNOWN} are written. */
    public static final List<String> SPECIAL = List.of("<end>", "<unknown>");

    /**
     * The {@link #separator} of tokens whose characters stand for bytes, with a blank as \u0120.
     */
    public static final String BYTE_LEVEL = "\u0120";

    /** The {@link #separator} of tokens in which \u2581 is a blank. */
    public static final String METASPACE = "\u2581";

    /** The {@link #separator} of tokens of which those that continue a word begin with it. */
    public static final String WORD_PIECE = "##";

    /**
     * @throws DataException if the special tokens do not come first, or two tokens are the same
     */
    public Vocabulary {
        tokens = List.copyOf(tokens);
        if (tokens.size() < SPECIAL.size() || !tokens.subList(0, SPECIAL.size()).equals(SPECIAL)) {
            throw new DataException("a vocabulary must begin with " + SPECIAL);
        }
        if (new HashSet<>(tokens).size() < tokens.size()) {
            throw new DataException("a vocabulary has a token twice");
        }
    }

    public int size() {
        return tokens.size();
    }

    /** Returns in what another vocabulary differs, in words; empty if it is the same. */
    Optional<String> difference(Vocabulary here) {
        if (equals(here)) {
            return Optional.empty();
        }
        if (size() != here.size()) {
            return Optional.of("its vocabulary has " + size() + " tokens, here " + here.size());
        }
        return IntStream.range(0, size())
                .filter(i -> !tokens.get(i).equals(here.tokens.get(i)))
                .mapToObj(
                        i ->
                                "token %s of its vocabulary is '%s', here '%s'"
                                        .formatted(i, tokens.get(i), here.tokens.get(i)))
                .findFirst()
                .or(() -> Optional.of("its texts are divided into tokens in another way"));
    }

    /** Returns the written tokens of an example up to its end, in order. */
    public List<String> read(float[] example) {
        List<String> read = new ArrayList<>();
        for (float value : example) {
            if (Float.isNaN(value) || (int) value % size() == END) {
                break;
            }
            read.add(tokens.get((int) value % size()));
        }
        return read;
    }

    /** Returns the text of an example up to its end. */
    public String text(float[] example) {
        return text(read(example));
    }

    /** Returns the text of written tokens. */
    public String text(List<String> written) {
        return switch (separator) {
            case BYTE_LEVEL -> ByteLevel.text(String.join("", written));
            case METASPACE -> String.join("", written).replace(METASPACE, " ").strip();
            case WORD_PIECE -> String.join(" ", written).replace(" " + WORD_PIECE, "");
            default -> String.join(separator, written);
        };
    }
}
