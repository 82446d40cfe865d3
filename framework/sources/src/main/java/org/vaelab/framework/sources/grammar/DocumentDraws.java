// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.grammar;

import java.util.List;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Rows;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.random.RandomKey;

/** Counts of words in drawn documents, with their main topics as labels. */
record DocumentDraws(DocumentGrammar grammar) {

    /** Counts in one byte each. */
    private record Counts(byte[][] documents) implements Rows {
        @Override
        public int size() {
            return documents.length;
        }

        @Override
        public int width() {
            return documents[0].length;
        }

        @Override
        public void read(int row, double[] target, int offset) {
            for (int d = 0; d < documents[row].length; d++) {
                target[offset + d] = documents[row][d];
            }
        }
    }

    Dataset load(GrammarSource source) {
        RandomKey key = RandomKey.of(source.seed()).split("documents");
        List<Column> columns =
                grammar.words().stream()
                        .map(word -> new Column(word, Column.Kind.COUNT, List.of()))
                        .toList();
        return Dataset.of(
                "grammar documents",
                DataShape.flat(columns.size()),
                examples(source.train(), key.split("train")),
                examples(source.test(), key.split("test")),
                "documents with known topics, seed " + source.seed(),
                DataFacts.ofTable(columns, false));
    }

    private Examples examples(int count, RandomKey key) {
        byte[][] documents = new byte[count][];
        int[] main = new int[count];
        for (int i = 0; i < count; i++) {
            DocumentGrammar.Document drawn = grammar.sample(key.fold(i));
            documents[i] = drawn.counts();
            main[i] = drawn.main();
        }
        return Examples.of(new Counts(documents), ValueDomain.COUNTS)
                .withLabels(Labels.of(List.of(Labels.Column.of("topic", grammar.names(), main))));
    }
}
