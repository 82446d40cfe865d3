// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.sources.HeldOut;

/** The texts of a file as token numbers. */
final class Corpus {
    private final Path path;
    private TokenBuffer tokens = new TokenBuffer();
    private final List<String> labels = new ArrayList<>();

    /** Text i has the tokens starts[i] to starts[i + 1], exclusive, and begins on line lines[i]. */
    private int[] starts = new int[16];

    private int[] lines = new int[16];
    private int size;

    /** The texts of which only the first tokens are kept. */
    private final BitSet cut = new BitSet();

    private int empty;

    private Corpus(Path path) {
        this.path = path;
    }

    /**
     * Reads a file.
     *
     * @param columns of a table
     * @param most tokens of a text that are kept
     * @throws DataException if it cannot be read, or has no text
     */
    static Corpus read(
            Path path,
            TextColumns columns,
            TextSource settings,
            Tokenizer tokenizer,
            Lexicon lexicon,
            int most) {
        Corpus corpus = new Corpus(path);
        Map<String, String> names = new HashMap<>();
        TextFile.read(
                path,
                columns,
                (line, text, label, ended) -> {
                    String cased = settings.isLowercase() ? text.toLowerCase(Locale.ROOT) : text;
                    if (settings.examples() == TextUnit.WINDOW) {
                        tokenizer.split(
                                ended ? cased + "\n" : cased,
                                token -> corpus.tokens.add(lexicon.place(token)));
                    } else if (text.isBlank()) {
                        corpus.empty++;
                    } else {
                        corpus.add(line, cased, tokenizer, lexicon, most);
                        corpus.labels.add(names.computeIfAbsent(label, name -> name));
                    }
                });
        corpus.requireTokens();
        return corpus;
    }

    private void add(long line, String text, Tokenizer tokenizer, Lexicon lexicon, int most) {
        if (size + 1 == starts.length) {
            starts = Arrays.copyOf(starts, size * 2);
            lines = Arrays.copyOf(lines, size * 2);
        }
        int start = tokens.size();
        tokenizer.split(
                text,
                token -> {
                    if (tokens.size() - start < most) {
                        tokens.add(lexicon.place(token));
                    } else {
                        cut.set(size);
                    }
                });
        lines[size] = (int) Math.min(Integer.MAX_VALUE, line);
        size++;
        starts[size] = tokens.size();
    }

    private void requireTokens() {
        if (tokens.size() == 0) {
            throw DataException.of(
                    empty > 0 ? "%s: all %s lines are empty" : "%s: is empty, expected text",
                    path,
                    empty);
        }
    }

    /**
     * Chooses the texts that are held out for the test. If there is a test file, none is.
     *
     * @throws DataException if a part would be empty
     */
    HeldOut heldOut(TextSource settings) {
        int held = (int) Math.round(settings.heldOutFraction() * size);
        if (settings.test() == null && !(held > 0 && held < size)) {
            throw DataException.of(
                    "%s: a test fraction of %s of %s texts is %s texts, expected at least one, and"
                            + " one left for training; or set test to another file",
                    path, settings.heldOutFraction(), size, held);
        }
        return HeldOut.choose(size, settings.test() == null ? held : 0, settings.seed());
    }

    Path path() {
        return path;
    }

    TokenBuffer tokens() {
        return tokens;
    }

    /** Returns the number of texts. */
    int size() {
        return size;
    }

    int start(int text) {
        return starts[text];
    }

    /** Returns the number of tokens that are kept of a text. */
    int length(int text) {
        return starts[text + 1] - starts[text];
    }

    /** Returns whether a text has more tokens than are kept. */
    boolean isCut(int text) {
        return cut.get(text);
    }

    int line(int text) {
        return lines[text];
    }

    /** Returns the label of each text; empty texts where they have none. */
    List<String> labels() {
        return labels;
    }

    /** Returns the number of empty lines, which are no texts. */
    int emptyLines() {
        return empty;
    }

    /** Replaces token k by {@code places[k]}. */
    void replace(int[] places) {
        tokens = tokens.replaced(places);
    }
}
