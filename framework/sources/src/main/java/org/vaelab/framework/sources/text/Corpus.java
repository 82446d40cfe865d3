// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.sources.HeldOut;
import org.vaelab.framework.tables.ParquetFiles;

/** The texts of a file as token numbers, with their lines and labels. */
final class Corpus {
    private final Path path;
    private final TextSource settings;
    private final TokenTexts texts;

    /** What has a number in the file. */
    private final String unit;

    /** The second text of each; empty if a config names no column of them. */
    private final TokenTexts given;

    private final TokenBuffer lines = new TokenBuffer();
    private final List<String> labels = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();
    private int empty;
    private List<String> remarks = List.of();

    private Corpus(Path path, TextSource settings, TokenTexts texts, TokenTexts given) {
        this.path = path;
        this.unit = ParquetFiles.of(path).isEmpty() ? "line" : "row";
        this.settings = settings;
        this.texts = texts;
        this.given = given;
    }

    /**
     * Reads a file.
     *
     * @param columns of a table
     * @param most tokens of a text that are kept
     * @param mostGiven the same of a second text
     * @throws DataException if it cannot be read, or has no text
     */
    static Corpus read(
            Path path,
            TextFile.Columns columns,
            TextSource settings,
            Lexicon lexicon,
            int most,
            int mostGiven) {
        Corpus corpus =
                new Corpus(
                        path,
                        settings,
                        new TokenTexts(lexicon, most),
                        new TokenTexts(lexicon, mostGiven));
        corpus.remarks = TextFile.read(path, columns, corpus::add);
        if (corpus.texts.tokens() == 0) {
            throw DataException.of(
                    corpus.empty > 0 ? "%s: all %s lines are empty" : "%s: is empty, expected text",
                    path,
                    corpus.empty);
        }
        return corpus;
    }

    private void add(TextFile.Line line) {
        if (settings.examples() == TextUnit.WINDOW) {
            texts.append(line.ended() ? cased(line.text()) + "\n" : cased(line.text()));
            return;
        }
        boolean isEmpty = line.text().isBlank();
        if (settings.given() != null && isEmpty != line.given().isBlank()) {
            throw DataException.of(
                    "%s: %s %s has a text in one of the two columns alone; fill in the other, or"
                            + " remove the %2$s",
                    path, unit, line.number());
        }
        if (isEmpty) {
            empty++;
            return;
        }
        texts.add(cased(line.text()));
        if (settings.given() != null) {
            given.add(cased(line.given()));
        }
        lines.add((int) Math.min(Integer.MAX_VALUE, line.number()));
        labels.add(names.computeIfAbsent(line.label(), name -> name));
        if (settings.key() != null) {
            keys.add(line.key());
        }
    }

    private String cased(String text) {
        return settings.isLowercase() ? text.toLowerCase(Locale.ROOT) : text;
    }

    /**
     * Chooses the texts that are held out for the test. If there is a test file, none is.
     *
     * @param isTest says it by their keys; null: chance says it
     * @throws DataException if a part would be empty
     */
    HeldOut heldOut(@Nullable Predicate<String> isTest) {
        int size = texts.size();
        if (isTest != null) {
            return HeldOut.byName(path.toString(), size, keys::get, isTest);
        }
        int held = (int) Math.round(settings.heldOutFraction() * size);
        if (settings.tested() == null && !(held > 0 && held < size)) {
            throw DataException.of(
                    "%s: a test fraction of %s of %s texts is %s texts, expected at least one, and"
                            + " one left for training; or set test to another file",
                    path, settings.heldOutFraction(), size, held);
        }
        return HeldOut.choose(size, settings.tested() == null ? held : 0, settings.seed());
    }

    Path path() {
        return path;
    }

    TokenTexts texts() {
        return texts;
    }

    TokenTexts given() {
        return given;
    }

    /** Returns the label of each text; empty texts where they have none. */
    List<String> labels() {
        return labels;
    }

    /** Returns what a user should know of how the file is read. */
    List<String> remarks() {
        return remarks;
    }

    /** Returns the number of empty lines, which are no texts. */
    int emptyLines() {
        return empty;
    }

    /** Returns the key of each text, or its line where a file has no keys. */
    Origin origin() {
        return keys.stream().allMatch(String::isEmpty)
                ? Origin.numbered(unit, text -> Integer.toString(lines.get(text)))
                : Origin.named(
                        String.valueOf(settings.key()),
                        keys::get,
                        text -> path + ", " + unit + " " + lines.get(text));
    }

    /** Replaces token k by {@code places[k]}. */
    void replace(int[] places) {
        texts.replace(places);
        given.replace(places);
    }
}
