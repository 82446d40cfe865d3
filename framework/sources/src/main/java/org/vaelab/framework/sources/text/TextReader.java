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
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.settings.Amount;
import org.vaelab.framework.tables.TableFormat;

/** Reads new texts with the vocabulary and the length of a trained model. */
record TextReader(TextSource settings) implements ExampleReader {

    private static final List<String> LINES = List.of(".txt", ".text", ".md");

    /**
     * Reads lines for models of any source of texts, with default settings. The vocabulary tells
     * characters and words; counts are of the words of documents.
     */
    record OfLines() implements ExampleReader {

        @Override
        public boolean accepts(Path file) {
            return ends(file, LINES);
        }

        @Override
        public Found read(Path file, DataSummary trained) {
            if (trained.form().vocabulary().isEmpty() && trained.domain() != ValueDomain.COUNTS) {
                throw new DataException("the model was not trained on texts");
            }
            TextSource source =
                    trained.form()
                            .vocabulary()
                            .map(known -> known.separator().isEmpty())
                            .map(joined -> joined ? TokenKind.CHARACTER : TokenKind.WORD)
                            .map(tokens -> TextSource.of(file, TextUnit.LINE, tokens))
                            .orElse(TextSource.of(file, TextUnit.DOCUMENT, TokenKind.WORD));
            return new TextReader(source).read(file, trained);
        }
    }

    private static boolean ends(Path file, List<String> endings) {
        return endings.stream().anyMatch(file.toString().toLowerCase(Locale.ROOT)::endsWith);
    }

    /** {@inheritDoc} It ends as texts do, or as the training file does. */
    @Override
    public boolean accepts(Path file) {
        String training = settings.path().getFileName().toString().toLowerCase(Locale.ROOT);
        int dot = training.lastIndexOf('.');
        return ends(file, LINES)
                || TableFormat.of(file).isPresent()
                || (dot > 0 && ends(file, List.of(training.substring(dot))));
    }

    @Override
    public Found read(Path file, DataSummary trained) {
        if (settings.examples() == TextUnit.DOCUMENT) {
            return documents(file, trained);
        }
        Vocabulary vocabulary =
                trained.form()
                        .vocabulary()
                        .orElseThrow(() -> new DataException("the model was not trained on texts"));
        int width = trained.shape().size();
        int given = 0;
        if (settings.given() != null) {
            ValueSplit split =
                    trained.split()
                            .orElseThrow(
                                    () ->
                                            new DataException(
                                                    "the model was not trained on two texts"));
            width = split.places().length;
            given = split.whole().size() - width;
        }
        Lexicon lexicon = Lexicon.of(vocabulary.tokens(), tokenizer(vocabulary));
        Corpus corpus = corpus(file, lexicon, width - 1, Math.max(0, given - 1));
        TextPart part =
                settings.examples() == TextUnit.WINDOW
                        ? TextLoader.windows(corpus, width, 0, corpus.texts().tokens())
                        : TextLoader.lines(corpus, width - 1, Math.max(0, given - 1));
        return new Found(part.examples(TextLabels.of(trained), true), remarks(part, lexicon));
    }

    /**
     * Reads a file, which may be plain lines where the training file is a table without a second
     * text.
     */
    private Corpus corpus(Path file, Lexicon lexicon, int most, int mostGiven) {
        boolean areLines = settings.given() == null && TableFormat.of(file).isEmpty();
        TextFile.Columns columns = areLines ? TextFile.Columns.NONE : settings.columns().ofNew();
        return Corpus.read(file, columns, settings, lexicon, most, mostGiven);
    }

    private Tokenizer tokenizer(Vocabulary vocabulary) {
        return vocabulary.tokenizer().isEmpty()
                ? settings.createTokenizer()
                : SubwordTokenizer.of(vocabulary.tokenizer(), "the tokenizer of the model");
    }

    private static List<String> remarks(TextPart part, Lexicon lexicon) {
        List<String> remarks = new ArrayList<>(part.corpus().remarks());
        if (part.corpus().emptyLines() > 0) {
            remarks.add(Amount.are(part.corpus().emptyLines(), "empty line") + " left out.");
        }
        for (TokenRows rows : part.texts()) {
            int cut = part.cut(rows);
            if (cut > 0) {
                remarks.add(
                        "Cut at %s tokens: %s of %s. %s left out."
                                .formatted(
                                        rows.width() - 1,
                                        cut,
                                        Amount.of(rows.size(), "text"),
                                        Amount.are(rows.texts().left(), "token")));
            }
        }
        int all = part.corpus().texts().tokens();
        int rest = part.rows().areTexts() ? 0 : all % part.rows().width();
        if (rest > 0) {
            remarks.add(
                    "The last %s of %s tokens fill no window of %s, and are left out."
                            .formatted(rest, all, part.rows().width()));
        }
        long[] counts = part.counts(lexicon.size());
        remarks.addAll(
                lexicon.remark(counts[Vocabulary.UNKNOWN], Arrays.stream(counts).sum(), "tokens"));
        return remarks;
    }

    /** Reads documents as counts of the words of a trained model. */
    private Found documents(Path file, DataSummary trained) {
        List<String> words = new ArrayList<>(Vocabulary.SPECIAL);
        words.addAll(trained.form().columnNames());
        Lexicon lexicon = Lexicon.of(words, settings.createTokenizer());
        Corpus corpus = corpus(file, lexicon, Integer.MAX_VALUE, 0);
        WordCounts counts = new WordCounts(corpus.texts(), trained.form().columns().size());
        int known = 0;
        for (int row = 0; row < counts.size(); row++) {
            known += counts.known(row);
        }
        int all = corpus.texts().tokens();
        Examples examples = Examples.of(counts, ValueDomain.COUNTS).from(corpus.origin());
        return new Found(
                TextLabels.of(trained).label(examples, corpus, true),
                lexicon.remark(all - known, all, "words"));
    }
}
