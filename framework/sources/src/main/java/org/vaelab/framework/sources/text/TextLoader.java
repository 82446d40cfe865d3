// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.Rows;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.naming.Amount;
import org.vaelab.framework.sources.HeldOut;

/** Loads lines and windows of tokens. */
final class TextLoader {
    private final TextSource settings;
    private final Tokenizer tokenizer;
    private final Lexicon lexicon = Lexicon.growing();
    private final List<String> remarks = new ArrayList<>();

    TextLoader(TextSource settings) {
        this.settings = settings;
        this.tokenizer = settings.createTokenizer();
    }

    /**
     * The examples of a part: some rows of a corpus.
     *
     * @param given the second text of each row; null if there is none
     */
    private record Part(Corpus corpus, TokenRows rows, int[] chosen, @Nullable GivenTexts given) {

        static Part all(Corpus corpus, TokenRows rows, @Nullable GivenTexts given) {
            return new Part(corpus, rows, IntStream.range(0, rows.size()).toArray(), given);
        }

        Rows examples() {
            return given == null ? rows : PairRows.of(corpus, rows, given.corpus(), given.rows());
        }

        Stream<Corpus> corpora() {
            return given == null ? Stream.of(corpus) : Stream.of(corpus, given.corpus());
        }

        void count(int row, long[] counts) {
            rows.count(row, counts);
            if (given != null) {
                given.rows().count(row, counts);
            }
        }
    }

    private record GivenTexts(Corpus corpus, TokenRows rows) {}

    Dataset load() {
        Corpus train = read(settings.path(), settings.columns());
        @Nullable Corpus test =
                settings.test() == null ? null : read(settings.test(), settings.columns());
        List<Part> parts =
                settings.examples() == TextUnit.WINDOW ? windows(train, test) : lines(train, test);
        Vocabulary vocabulary = vocabulary(parts);
        describe(parts.get(0), "training");
        describe(parts.get(1), "test");
        Dataset data = dataset(parts, train, provenance(test), vocabulary);
        GivenTexts given = parts.get(0).given();
        return given == null
                ? data
                : data.given(
                        ValueSplit.ofRest(
                                Objects.requireNonNull(settings.given()),
                                parts.get(0).rows().width(),
                                given.rows().width()));
    }

    private Dataset dataset(
            List<Part> parts, Corpus train, String provenance, Vocabulary vocabulary) {
        return Dataset.of(
                settings.nameInTables(),
                DataShape.flat(parts.get(0).examples().width()),
                examples(parts.get(0), train),
                examples(parts.get(1), train),
                provenance,
                DataFacts.ofTexts(vocabulary).with(remarks));
    }

    private Corpus read(Path path, TextColumns columns) {
        return Corpus.read(path, columns, settings, tokenizer, lexicon, settings.mostTokens());
    }

    private String provenance(@Nullable Corpus test) {
        if (test != null) {
            return "text files " + settings.path() + ", " + test.path();
        }
        return settings.examples() == TextUnit.WINDOW
                ? "text file " + settings.path() + ", the end of it held out"
                : "text file " + settings.path() + ", lines held out under seed " + settings.seed();
    }

    private List<Part> windows(Corpus train, @Nullable Corpus test) {
        int length = settings.windowLength();
        if (test != null) {
            return List.of(
                    window(train, 0, train.tokens().size(), "training"),
                    window(test, 0, test.tokens().size(), "test"));
        }
        int size = train.tokens().size();
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

    private Part window(Corpus corpus, int from, int to, String part) {
        TokenRows rows = TokenRows.ofWindows(corpus, settings.windowLength(), from, to);
        if (rows.size() == 0) {
            throw DataException.of(
                    "%s: %s tokens are less than a window of %s",
                    corpus.path(), to - from, settings.windowLength());
        }
        int rest = (to - from) % settings.windowLength();
        if (rest > 0) {
            remarks.add(
                    "The last %s of the %s tokens of the %s part fill no window, and are left out."
                            .formatted(rest, to - from, part));
        }
        return Part.all(corpus, rows, null);
    }

    private List<Part> lines(Corpus train, @Nullable Corpus test) {
        if (train.emptyLines() > 0) {
            remarks.add(
                    "%s: %s left out."
                            .formatted(train.path(), Amount.are(train.emptyLines(), "empty line")));
        }
        HeldOut parts = train.heldOut(settings);
        int longest = longest(train, parts.train());
        TokenRows rows = TokenRows.ofTexts(train, longest);
        @Nullable GivenTexts given = given(train, parts.train(), 0);
        @Nullable GivenTexts ofTest =
                test == null || given == null
                        ? given
                        : given(test, parts.train(), given.rows().width() - 1);
        return List.of(
                new Part(train, rows, parts.train(), given),
                test == null
                        ? new Part(train, rows, parts.test(), given)
                        : Part.all(test, TokenRows.ofTexts(test, longest), ofTest));
    }

    private int longest(Corpus corpus, int[] training) {
        return settings.length() != null
                ? settings.length()
                : Math.max(1, Arrays.stream(training).map(corpus::length).max().orElse(1));
    }

    /**
     * Reads the given texts of a file.
     *
     * @param most tokens of each; 0: those of the longest training example
     */
    private @Nullable GivenTexts given(Corpus texts, int[] training, int most) {
        if (settings.given() == null) {
            return null;
        }
        Corpus corpus = read(texts.path(), settings.columns().ofGiven());
        int longest = most > 0 ? most : longest(corpus, inRange(training, corpus));
        return new GivenTexts(corpus, TokenRows.ofTexts(corpus, longest));
    }

    /** A file that lacks a given text has fewer of them, which is found when they are paired. */
    private static int[] inRange(int[] rows, Corpus corpus) {
        return Arrays.stream(rows).filter(row -> row < corpus.size()).toArray();
    }

    /** Chooses the tokens by the training examples, and numbers those of all examples. */
    private Vocabulary vocabulary(List<Part> parts) {
        long[] counts = new long[lexicon.size()];
        Part train = parts.get(0);
        for (int row : train.chosen()) {
            train.count(row, counts);
        }
        List<Integer> chosen = lexicon.mostFrequent(counts, settings.vocabulary());
        List<String> tokens = new ArrayList<>(Vocabulary.SPECIAL);
        chosen.forEach(place -> tokens.add(lexicon.token(place)));
        int[] places = lexicon.placesAmong(chosen);
        parts.stream().flatMap(Part::corpora).distinct().forEach(corpus -> corpus.replace(places));
        return new Vocabulary(tokens, tokenizer.separator(), tokenizer.json());
    }

    private void describe(Part part, String name) {
        long[] counts = new long[lexicon.size()];
        int cut = 0;
        for (int row : part.chosen()) {
            part.count(row, counts);
            cut += part.rows().isCut(row) ? 1 : 0;
        }
        if (cut > 0) {
            remarks.add(
                    "Cut at %s tokens: %s of the %s."
                            .formatted(
                                    part.rows().width() - 1,
                                    cut,
                                    Amount.of(part.chosen().length, name + " example")));
        }
        long all = Arrays.stream(counts).sum();
        remarks.add(
                "%s of the %s tokens of the %s examples are not in the vocabulary."
                        .formatted(counts[Vocabulary.UNKNOWN], all, name));
    }

    private Examples examples(Part part, Corpus train) {
        Corpus corpus = part.corpus();
        Examples all =
                Examples.of(part.examples(), ValueDomain.TOKENS).from(origin(part.rows(), corpus));
        if (settings.label() != null) {
            all = TextLabels.of(train.labels()).label(all, corpus.labels(), corpus.path());
        }
        return part.chosen().length == part.rows().size() ? all : all.select(part.chosen());
    }

    /** Returns the line of each text, or the place of the first token of each window, from 0. */
    static Origin origin(TokenRows rows, Corpus corpus) {
        return corpus.size() == 0
                ? new Origin("token", row -> Integer.toString(rows.start(row)))
                : new Origin("line", row -> Integer.toString(corpus.line(row)));
    }
}
