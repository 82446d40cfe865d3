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
import org.vaelab.framework.data.Vocabulary;

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
        boolean windows = settings.examples() == TextUnit.WINDOW;
        int width = trained.shape().size();
        Corpus corpus =
                Corpus.read(
                        file,
                        forNew(file),
                        tokenizer(vocabulary),
                        Lexicon.of(vocabulary),
                        windows ? width : width - 1);
        TokenRows rows =
                windows
                        ? TokenRows.ofWindows(corpus, width, 0, corpus.tokens().size())
                        : TokenRows.ofTexts(corpus, width - 1);
        if (rows.size() == 0) {
            throw DataException.of(
                    "%s: %s tokens are less than a window of %s",
                    file, corpus.tokens().size(), width);
        }
        Examples examples =
                Examples.of(rows, ValueDomain.TOKENS).from(TextLoader.origin(rows, corpus));
        if (!windows) {
            examples = TextLabels.of(trained).labelKnown(examples, corpus.labels());
        }
        return new Found(examples, remarks(rows, corpus, vocabulary));
    }

    /** Returns the settings of a file that may be plain lines where the training file is a table. */
    private TextSource forNew(Path file) {
        return TextFile.Format.of(file) == TextFile.Format.LINES ? settings.ofLines() : settings;
    }

    private Tokenizer tokenizer(Vocabulary vocabulary) {
        return vocabulary.tokenizer().isEmpty()
                ? settings.createTokenizer()
                : SubwordTokenizer.of(vocabulary.tokenizer(), "the tokenizer of the model");
    }

    private static List<String> remarks(TokenRows rows, Corpus corpus, Vocabulary vocabulary) {
        long[] counts = new long[vocabulary.size()];
        int cut = 0;
        for (int row = 0; row < rows.size(); row++) {
            rows.count(row, counts);
            cut += rows.isCut(row) ? 1 : 0;
        }
        List<String> remarks = new ArrayList<>();
        if (corpus.emptyLines() > 0) {
            remarks.add("%s empty lines are left out.".formatted(corpus.emptyLines()));
        }
        if (cut > 0) {
            remarks.add(
                    "%s of %s texts are longer than %s tokens, and are cut."
                            .formatted(cut, rows.size(), rows.width() - 1));
        }
        remarks.add(
                "%s of %s tokens are not in the vocabulary."
                        .formatted(counts[Vocabulary.UNKNOWN], Arrays.stream(counts).sum()));
        return remarks;
    }
}
