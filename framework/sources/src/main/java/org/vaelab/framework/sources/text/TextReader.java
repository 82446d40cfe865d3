// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Rows;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.naming.Amount;

/** Reads new texts with the vocabulary and the length of a trained model. */
final class TextReader implements ExampleReader {
    private static final List<String> ENDINGS =
            List.of(".txt", ".text", ".tsv", ".tab", ".csv", ".md");

    private final TextSource settings;

    TextReader(TextSource settings) {
        this.settings = settings;
    }

    @Override
    public boolean accepts(Path file) {
        return isText(file, settings);
    }

    /** Returns whether a file ends as texts do, or as the training file does. */
    static boolean isText(Path file, TextSource settings) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        String training = settings.path().getFileName().toString().toLowerCase(Locale.ROOT);
        int dot = training.lastIndexOf('.');
        return ENDINGS.stream().anyMatch(name::endsWith)
                || (dot > 0 && name.endsWith(training.substring(dot)));
    }

    @Override
    public Found read(Path file, DataSummary trained) {
        Vocabulary vocabulary =
                trained.vocabulary()
                        .orElseThrow(() -> new DataException("the model was not trained on texts"));
        if (settings.given() != null) {
            return pairs(file, trained, vocabulary);
        }
        boolean windows = settings.examples() == TextUnit.WINDOW;
        int width = trained.shape().size();
        Corpus corpus =
                corpus(file, settings.columnsOf(file), vocabulary, windows ? width : width - 1);
        TokenRows rows =
                windows
                        ? TokenRows.ofWindows(corpus, width, 0, corpus.tokens().size())
                        : TokenRows.ofTexts(corpus, width - 1);
        if (rows.size() == 0) {
            throw DataException.of(
                    "%s: %s tokens are less than a window of %s",
                    file, corpus.tokens().size(), width);
        }
        Examples examples = examples(rows, rows, corpus);
        if (!windows) {
            examples = TextLabels.of(trained).labelKnown(examples, corpus.labels());
        }
        return new Found(examples, remarks(List.of(rows), corpus, vocabulary));
    }

    /** Reads texts and the texts that are given with them. */
    private Found pairs(Path file, DataSummary trained, Vocabulary vocabulary) {
        ValueSplit split =
                trained.split()
                        .orElseThrow(
                                () -> new DataException("the model was not trained on two texts"));
        int width = split.places().length;
        int given = split.whole().size() - width;
        Corpus corpus = corpus(file, settings.columns(), vocabulary, width - 1);
        Corpus others = corpus(file, settings.columns().ofGiven(), vocabulary, given - 1);
        TokenRows text = TokenRows.ofTexts(corpus, width - 1);
        TokenRows other = TokenRows.ofTexts(others, given - 1);
        Examples examples = examples(PairRows.of(corpus, text, others, other), text, corpus);
        return new Found(
                TextLabels.of(trained).labelKnown(examples, corpus.labels()),
                remarks(List.of(text, other), corpus, vocabulary));
    }

    private static Examples examples(Rows all, TokenRows rows, Corpus corpus) {
        return Examples.of(all, ValueDomain.TOKENS).from(TextLoader.origin(rows, corpus));
    }

    private Corpus corpus(Path file, TextColumns columns, Vocabulary vocabulary, int most) {
        return Corpus.read(
                file, columns, settings, tokenizer(vocabulary), Lexicon.of(vocabulary), most);
    }

    private Tokenizer tokenizer(Vocabulary vocabulary) {
        return vocabulary.tokenizer().isEmpty()
                ? settings.createTokenizer()
                : SubwordTokenizer.of(vocabulary.tokenizer(), "the tokenizer of the model");
    }

    private static List<String> remarks(
            List<TokenRows> texts, Corpus corpus, Vocabulary vocabulary) {
        long[] counts = new long[vocabulary.size()];
        List<String> remarks = new ArrayList<>();
        if (corpus.emptyLines() > 0) {
            remarks.add(Amount.are(corpus.emptyLines(), "empty line") + " left out.");
        }
        for (TokenRows rows : texts) {
            int cut = 0;
            for (int row = 0; row < rows.size(); row++) {
                rows.count(row, counts);
                cut += rows.isCut(row) ? 1 : 0;
            }
            if (cut > 0) {
                remarks.add(
                        "Cut at %s tokens: %s of %s."
                                .formatted(rows.width() - 1, cut, Amount.of(rows.size(), "text")));
            }
        }
        remarks.add(
                "%s of %s tokens are not in the vocabulary."
                        .formatted(counts[Vocabulary.UNKNOWN], Arrays.stream(counts).sum()));
        return remarks;
    }
}
