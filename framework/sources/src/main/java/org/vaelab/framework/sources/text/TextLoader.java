// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.settings.Amount;
import org.vaelab.framework.sources.HeldOut;

/** Loads lines and windows of tokens, and documents as counts of words. */
final class TextLoader {
    private final TextSource settings;
    private final @Nullable Predicate<String> isTest;
    private final Tokenizer tokenizer;
    private final Lexicon lexicon;
    private final Corpus train;
    private final Corpus test;

    /** Whether some texts of the training file are held out for the test. */
    private final boolean isSplit;

    private final List<String> remarks = new ArrayList<>();

    /**
     * Reads the files.
     *
     * @param isTest chooses test examples by their keys; null: chance does
     */
    TextLoader(TextSource settings, @Nullable Predicate<String> isTest) {
        this.settings = settings;
        this.isTest = isTest;
        tokenizer = settings.createTokenizer();
        lexicon = Lexicon.growing(tokenizer);
        train = read(settings.path());
        @Nullable Path tested = settings.tested();
        isSplit = tested == null;
        test = tested == null ? train : read(tested);
    }

    private Corpus read(Path path) {
        int most = settings.mostTokens();
        Corpus corpus = Corpus.read(path, settings.columns(), settings, lexicon, most, most);
        remarks.addAll(corpus.remarks());
        return corpus;
    }

    Dataset load() {
        return switch (settings.examples()) {
            case DOCUMENT -> documents();
            case WINDOW -> texts(windows());
            case LINE -> texts(lines());
        };
    }

    private Dataset texts(List<TextPart> parts) {
        TextPart part = parts.get(0);
        List<Integer> chosen =
                lexicon.mostFrequent(part.counts(lexicon.size()), settings.vocabulary());
        List<String> tokens = new ArrayList<>(Vocabulary.SPECIAL);
        chosen.forEach(place -> tokens.add(lexicon.token(place)));
        number(chosen);
        describe(part, "training");
        describe(parts.get(1), "test");
        TextLabels classes = classes();
        Examples examples = part.examples(classes, false);
        Dataset data =
                Dataset.of(
                        settings.nameInTables(),
                        DataShape.flat(examples.width()),
                        examples,
                        parts.get(1).examples(classes, false),
                        provenance(),
                        DataFacts.of(
                                        new Form.Texts(
                                                new Vocabulary(
                                                        tokens,
                                                        tokenizer.separator(),
                                                        tokenizer.json())),
                                        false)
                                .with(remarks));
        return settings.given() == null
                ? data
                : data.given(
                        ValueSplit.ofRest(
                                settings.given(),
                                part.rows().width(),
                                Objects.requireNonNull(part.given()).width()));
    }

    private TextLabels classes() {
        return settings.label() == null ? new TextLabels(List.of()) : TextLabels.of(train);
    }

    private String provenance() {
        String held =
                settings.examples() == TextUnit.WINDOW
                        ? ", the end of it held out"
                        : ", lines held out "
                                + (isTest == null ? "under seed " + settings.seed() : "by name");
        return isSplit
                ? "text file " + settings.path() + held
                : "text files " + settings.path() + ", " + test.path();
    }

    /** Numbers the tokens of all texts by their places among the chosen ones. */
    private void number(List<Integer> chosen) {
        int[] places = lexicon.placesAmong(chosen);
        Stream.of(train, test).distinct().forEach(corpus -> corpus.replace(places));
    }

    private List<TextPart> windows() {
        int length = settings.windowLength();
        int size = train.texts().tokens();
        if (!isSplit) {
            return List.of(
                    window(train, 0, size, "training"),
                    window(test, 0, test.texts().tokens(), "test"));
        }
        int held = (int) Math.round(settings.heldOutFraction() * size);
        if (held < length || size - held < length) {
            throw DataException.of(
                    "%s: %s tokens, of which %s are for the test, do not give a window of %s to"
                            + " each part; set a smaller length, or test to another file",
                    train.path(), size, held, length);
        }
        return List.of(
                window(train, 0, size - held, "training"),
                window(train, size - held, size, "test"));
    }

    private TextPart window(Corpus corpus, int from, int to, String part) {
        int length = settings.windowLength();
        TextPart windows = windows(corpus, length, from, to);
        int rest = (to - from) % length;
        if (rest > 0) {
            remarks.add(
                    "The last %s of the %s tokens of the %s part fill no window, and are left out."
                            .formatted(rest, to - from, part));
        }
        return windows;
    }

    /**
     * Returns windows of the tokens from one to another, exclusive.
     *
     * @throws DataException if there are fewer than a window has
     */
    static TextPart windows(Corpus corpus, int length, int from, int to) {
        TokenRows rows = TokenRows.ofWindows(corpus.texts(), length, from, to);
        if (rows.size() == 0) {
            throw DataException.of(
                    "%s: %s tokens are less than a window of %s", corpus.path(), to - from, length);
        }
        return TextPart.all(corpus, rows, null);
    }

    private List<TextPart> lines() {
        if (train.emptyLines() > 0) {
            remarks.add(
                    "%s: %s left out."
                            .formatted(train.path(), Amount.are(train.emptyLines(), "empty line")));
        }
        HeldOut parts = train.heldOut(isTest);
        int longest = longest(train.texts(), parts.train());
        int longestGiven = settings.given() == null ? 0 : longest(train.given(), parts.train());
        TextPart all = lines(train, longest, longestGiven);
        return List.of(
                new TextPart(train, all.rows(), all.given(), parts.train()),
                isSplit
                        ? new TextPart(train, all.rows(), all.given(), parts.test())
                        : lines(test, longest, longestGiven));
    }

    private int longest(TokenTexts texts, int[] training) {
        return settings.length() != null
                ? settings.length()
                : Math.max(1, Arrays.stream(training).map(texts::length).max().orElse(1));
    }

    /**
     * Returns all texts of a file.
     *
     * @param longestGiven tokens of a second text; 0: there are none
     */
    static TextPart lines(Corpus corpus, int longest, int longestGiven) {
        TokenRows rows = TokenRows.ofTexts(corpus.texts(), longest);
        @Nullable TokenRows given =
                longestGiven == 0 ? null : TokenRows.ofTexts(corpus.given(), longestGiven);
        return TextPart.all(corpus, rows, given);
    }

    private void describe(TextPart part, String name) {
        int cut = part.cut(part.rows());
        if (cut > 0) {
            remarks.add(
                    "Cut at %s tokens: %s of the %s."
                            .formatted(
                                    part.rows().width() - 1,
                                    cut,
                                    Amount.of(part.chosen().length, name + " example")));
        }
        long[] counts = part.counts(lexicon.size());
        if (counts[Vocabulary.UNKNOWN] > 0) {
            remarks.add(
                    "%s of the %s tokens of the %s examples are not in the vocabulary."
                            .formatted(
                                    counts[Vocabulary.UNKNOWN], Arrays.stream(counts).sum(), name));
        }
    }

    /** The words are the names of the columns. */
    private Dataset documents() {
        HeldOut parts = train.heldOut(isTest);
        int[] tested = isSplit ? parts.test() : IntStream.range(0, test.texts().size()).toArray();
        List<Integer> chosen = frequentWords(parts.train());
        List<Column> columns =
                chosen.stream()
                        .map(lexicon::token)
                        .map(word -> new Column(word, Column.Kind.COUNT, List.of()))
                        .toList();
        number(chosen);
        TextLabels classes = classes();
        Examples training = documents(train, parts.train(), columns.size(), classes, "training");
        Examples held = documents(test, tested, columns.size(), classes, "test");
        return Dataset.of(
                settings.nameInTables(),
                DataShape.flat(columns.size()),
                training,
                held,
                "documents of " + settings.path() + (isSplit ? "" : ", " + test.path()),
                DataFacts.of(Form.table(columns), false).with(remarks));
    }

    /** Chooses the most frequent words of those that occur in enough documents. */
    private List<Integer> frequentWords(int[] training) {
        long[] counts = new long[lexicon.size()];
        int[] documents = new int[lexicon.size()];
        int[] last = new int[lexicon.size()];
        Arrays.fill(last, -1);
        TokenTexts texts = train.texts();
        for (int document : training) {
            for (int i = 0; i < texts.length(document); i++) {
                int word = texts.token(texts.start(document) + i);
                counts[word]++;
                documents[word] += last[word] == document ? 0 : 1;
                last[word] = document;
            }
        }
        for (int word = 0; word < counts.length; word++) {
            counts[word] = documents[word] < settings.leastDocuments() ? 0 : counts[word];
        }
        List<Integer> chosen = lexicon.mostFrequent(counts, settings.vocabulary());
        if (chosen.isEmpty()) {
            throw DataException.of(
                    "%s: no word occurs in %s documents; set a smaller minDocuments",
                    train.path(), settings.leastDocuments());
        }
        return chosen;
    }

    private Examples documents(
            Corpus corpus, int[] part, int width, TextLabels classes, String name) {
        WordCounts counts = new WordCounts(corpus.texts(), width);
        int[] kept = Arrays.stream(part).filter(row -> counts.known(row) > 0).toArray();
        if (kept.length == 0) {
            throw DataException.of(
                    "%s: no %s document has a word of the vocabulary", corpus.path(), name);
        }
        if (kept.length < part.length) {
            remarks.add(
                    "Left out, because without a word of the vocabulary: %s of the %s."
                            .formatted(
                                    part.length - kept.length,
                                    Amount.of(part.length, name + " document")));
        }
        Examples all = Examples.of(counts, ValueDomain.COUNTS).from(corpus.origin());
        return classes.label(all, corpus, false).select(kept);
    }
}
