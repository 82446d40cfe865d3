// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.naming.Amount;
import org.vaelab.framework.sources.HeldOut;

/** Loads documents as counts of words. The words are the names of the columns. */
final class DocumentLoader {
    private final TextSource settings;
    private final Tokenizer tokenizer;
    private final Lexicon lexicon = Lexicon.growing();
    private final List<String> remarks = new ArrayList<>();

    DocumentLoader(TextSource settings) {
        this.settings = settings;
        this.tokenizer = new DocumentTokenizer(settings.stopWordsOrEnglish());
    }

    Dataset load() {
        Corpus train = read(settings.path());
        Corpus test = settings.test() == null ? train : read(settings.test());
        HeldOut parts = train.heldOut(settings);
        int[] tested =
                settings.test() == null ? parts.test() : IntStream.range(0, test.size()).toArray();
        List<Integer> chosen = choose(train, parts.train());
        List<Column> columns =
                chosen.stream()
                        .map(lexicon::token)
                        .map(word -> new Column(word, Column.Kind.COUNT, List.of()))
                        .toList();
        int[] places = lexicon.placesAmong(chosen);
        train.replace(places);
        if (test != train) {
            test.replace(places);
        }
        TextLabels classes = TextLabels.of(settings.label() == null ? List.of() : train.labels());
        Examples training = examples(train, parts.train(), columns.size(), classes, "training");
        Examples held = examples(test, tested, columns.size(), classes, "test");
        return Dataset.of(
                settings.nameInTables(),
                DataShape.flat(columns.size()),
                training,
                held,
                "documents of " + settings.path() + (test == train ? "" : ", " + test.path()),
                DataFacts.ofTable(columns, false).with(remarks));
    }

    private Corpus read(Path path) {
        return Corpus.read(
                path, settings.columns(), settings, tokenizer, lexicon, Integer.MAX_VALUE);
    }

    /** Chooses the most frequent words of those that occur in enough documents. */
    private List<Integer> choose(Corpus corpus, int[] training) {
        long[] counts = new long[lexicon.size()];
        int[] documents = new int[lexicon.size()];
        int[] last = new int[lexicon.size()];
        Arrays.fill(last, -1);
        for (int document : training) {
            for (int i = 0; i < corpus.length(document); i++) {
                int word = corpus.tokens().get(corpus.start(document) + i);
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
                    corpus.path(), settings.leastDocuments());
        }
        return chosen;
    }

    private Examples examples(
            Corpus corpus, int[] part, int width, TextLabels classes, String name) {
        WordCounts counts = new WordCounts(corpus, width);
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
        Examples all = Examples.of(counts, ValueDomain.COUNTS).from(origin(corpus));
        return classes.label(all, corpus.labels(), corpus.path()).select(kept);
    }

    /** Returns the line of each document. */
    static Origin origin(Corpus corpus) {
        return new Origin("line", row -> Integer.toString(corpus.line(row)));
    }
}
