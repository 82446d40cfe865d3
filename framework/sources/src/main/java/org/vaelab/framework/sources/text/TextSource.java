// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.sources.HeldOut;
import org.vaelab.framework.sources.SourceName;
import org.vaelab.framework.tables.ParquetFiles;

/**
 * Texts of a file in UTF-8: lines, the texts of a table, or windows of consecutive tokens.
 *
 * <p>A line of n tokens is an example of n + 1 tokens: the last one says that the text ends. A line
 * of more than {@code length} tokens is cut, and has no end. A window has {@code length} tokens and
 * no end, so that the bound per token is that of the running text.
 *
 * <p>The vocabulary has the most frequent tokens of the training examples. All others are one
 * unknown token, which counts in log p(x) as any other does.
 */
@Part(value = "text", description = "texts of a UTF-8 file: lines, windows or bags of words")
public record TextSource(
        @Setting(
                        "file of the training examples, or of all examples; a table if it ends in"
                                + " .tsv, .csv or .parquet, or names several Parquet files")
                Path path,
        @Setting("file of the test examples; absent: some examples of path are held out")
                @Nullable Path test,
        @Setting(
                        "fraction of path held out for the test, between 0 and 1: of lines by"
                                + " chance, of windows the end of the file; default 0.1, unless test is"
                                + " set")
                @Nullable Double testFraction,
        @Setting(
                        value =
                                "an example: line (with an end), window (consecutive tokens without"
                                        + " an end), document (a line as a bag of words)",
                        defaultValue = "line")
                TextUnit examples,
        @Setting("a token: character, word or subword; default character, of documents word")
                @Nullable TokenKind tokens,
        @Setting("tokenizer.json of subwords, the format of the Hugging Face tokenizers")
                @Nullable Path tokenizer,
        @Setting("whether capital letters become small ones; default false, of documents true")
                @Nullable Boolean lowercase,
        @Setting(
                        "tokens of a window, default 64; or most tokens of a line, default those of"
                                + " the longest training line, at most 200")
                @Nullable Integer length,
        @Setting(
                        value = "most tokens in the vocabulary; the rest are one unknown token",
                        defaultValue = "10000")
                int vocabulary,
        @Setting(
                        "words that documents leave out: english (the most common ones) or none;"
                                + " default english")
                @Nullable StopWords stopWords,
        @Setting("training documents that a word must occur in to be in the vocabulary; default 2")
                @Nullable Integer minDocuments,
        @Setting("column of the texts in a table; default text, or the only one beside the label")
                @Nullable String text,
        @Setting("column of the label in a table; absent: no labels") @Nullable String label,
        @Setting(
                        "column of a second text in a table, such as a question, which condition"
                                + " may name: it is given, and not modelled; with examples: line")
                @Nullable String given,
        @Setting(
                        "column of a table that names the example, such as the file of its picture;"
                                + " absent: its line does")
                @Nullable String key,
        @Setting(
                        "whether the first row of a table names the columns; default true; if"
                                + " false, they are called 1, 2, ...")
                @Nullable Boolean header,
        @Setting(value = "seed of the choice of test lines", defaultValue = "0") long seed,
        @Setting("name in tables; default the name of the file") @Nullable String name)
        implements DataSource {

    private static final double DEFAULT_TEST_FRACTION = 0.1;
    private static final int DEFAULT_WINDOW = 64;

    /** The most tokens of a line, where {@code length} is not set. */
    static final int LONGEST_BY_DEFAULT = 200;

    /**
     * Fills in the defaults.
     *
     * @throws DataException if a setting is out of range, or two contradict each other
     */
    public TextSource {
        boolean documents = examples == TextUnit.DOCUMENT;
        tokens = tokens != null ? tokens : documents ? TokenKind.WORD : TokenKind.CHARACTER;
        HeldOut.requireValid("text", test, testFraction);
        requireAtLeastOne("length", length);
        requireAtLeastOne("vocabulary", vocabulary);
        requireAtLeastOne("minDocuments", minDocuments);
        if ((tokens == TokenKind.SUBWORD) != (tokenizer != null)) {
            throw new DataException(
                    tokenizer == null
                            ? "source text: tokens: subword needs tokenizer, the path of a"
                                    + " tokenizer.json"
                            : "source text: tokenizer is used by tokens: subword alone");
        }
        if (examples == TextUnit.WINDOW && label != null) {
            throw new DataException(
                    "source text: a window has no label; expected examples: line, or no label");
        }
        if (examples == TextUnit.WINDOW && key != null) {
            throw new DataException(
                    "source text: a window has no key; expected examples: line, or no key");
        }
        if (given != null && examples != TextUnit.LINE) {
            throw new DataException("source text: given is for examples: line");
        }
        if (documents && (tokens != TokenKind.WORD || length != null)) {
            throw new DataException(
                    "source text: a document has words and no length; remove tokens and length");
        }
        if (!documents && (stopWords != null || minDocuments != null)) {
            throw new DataException(
                    "source text: stopWords and minDocuments are for examples: document");
        }
    }

    private static void requireAtLeastOne(String key, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw DataException.of("source text: %s is %s, expected 1 or more", key, value);
        }
    }

    /** Returns the source of a file with default settings. */
    static TextSource of(Path path, TextUnit examples, TokenKind tokens) {
        return new TextSource(
                path, null, null, examples, tokens, null, null, null, 10_000, null, null, null,
                null, null, null, null, 0, null);
    }

    /** Returns what reads new lines for models of any source of texts. */
    public static ExampleReader newFiles() {
        return new TextReader.OfLines();
    }

    TextFile.Columns columns() {
        return new TextFile.Columns(text, label, given, key, header == null || header, false);
    }

    boolean isLowercase() {
        return lowercase == null ? examples == TextUnit.DOCUMENT : lowercase;
    }

    double heldOutFraction() {
        return testFraction == null ? DEFAULT_TEST_FRACTION : testFraction;
    }

    int windowLength() {
        return length == null ? DEFAULT_WINDOW : length;
    }

    /** Returns how many tokens of a text are kept at most. */
    int mostTokens() {
        int byDefault = examples == TextUnit.DOCUMENT ? Integer.MAX_VALUE : LONGEST_BY_DEFAULT;
        return length == null ? byDefault : length;
    }

    int leastDocuments() {
        return minDocuments == null ? 2 : minDocuments;
    }

    String nameInTables() {
        return SourceName.of(name, path, "text");
    }

    /** Returns the file of the test examples; null: path has them. */
    @Nullable Path tested() {
        return test != null || testFraction != null ? test : ParquetFiles.test(path);
    }

    Tokenizer createTokenizer() {
        if (examples == TextUnit.DOCUMENT) {
            return new DocumentTokenizer(stopWords == null ? StopWords.ENGLISH : stopWords);
        }
        return switch (Objects.requireNonNull(tokens)) {
            case CHARACTER -> new CharacterTokenizer();
            case WORD -> new WordTokenizer();
            case SUBWORD -> SubwordTokenizer.read(Objects.requireNonNull(tokenizer));
        };
    }

    @Override
    public String defaultLikelihood() {
        return examples == TextUnit.DOCUMENT ? "multinomial" : "tokens";
    }

    @Override
    public String defaultEncoder() {
        return examples == TextUnit.DOCUMENT ? "mlp" : "gru";
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        return new TextLoader(this, null).load();
    }

    @Override
    public List<Path> readFiles() {
        return ParquetFiles.ofAll(path, tested(), tokenizer);
    }

    @Override
    public Optional<DataSource> splitBy(Predicate<String> isTest) {
        return test != null || testFraction != null || key == null
                ? Optional.empty()
                : Optional.of((progress, precision) -> new TextLoader(this, isTest).load());
    }

    @Override
    public Optional<ExampleReader> reader() {
        return Optional.of(new TextReader(this));
    }
}
