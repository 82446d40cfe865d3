// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.Vocabulary;

/** Reads new documents as counts of the words of a trained model. */
final class DocumentReader implements ExampleReader {
    private final TextSource settings;

    DocumentReader(TextSource settings) {
        this.settings = settings;
    }

    @Override
    public boolean accepts(Path file) {
        return TextReader.isText(file, settings);
    }

    @Override
    public Found read(Path file, DataSummary trained) {
        List<String> words = new ArrayList<>(Vocabulary.SPECIAL);
        trained.columns().stream().map(Column::name).forEach(words::add);
        Corpus corpus =
                Corpus.read(
                        file,
                        settings.columnsOf(file),
                        settings,
                        new DocumentTokenizer(settings.stopWordsOrEnglish()),
                        Lexicon.of(new Vocabulary(words, " ", "")),
                        Integer.MAX_VALUE);
        WordCounts counts = new WordCounts(corpus, trained.columns().size());
        int known = 0;
        for (int row = 0; row < counts.size(); row++) {
            known += counts.known(row);
        }
        Examples examples =
                Examples.of(counts, ValueDomain.COUNTS).from(DocumentLoader.origin(corpus));
        return new Found(
                TextLabels.of(trained).labelKnown(examples, corpus.labels()),
                List.of(
                        "%s of %s words are not in the vocabulary."
                                .formatted(
                                        corpus.tokens().size() - known, corpus.tokens().size())));
    }
}
