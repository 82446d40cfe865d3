// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.testkit.statistics.StatisticalAssertions;

final class DocumentGrammarTest {

    private static final int TOPICS = 4;
    private static final int OF_TOPIC = 10;
    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-6);
    private static final GrammarSource SOURCE =
            new GrammarSource(4000, 50, 8, TOPICS, 3, 4, 0, GrammarTask.DOCUMENTS, null);
    private static final Dataset DATA = SOURCE.load(DataSource.Progress.SILENT);

    @Test
    void noWordIsOfTwoTopics() {
        List<String> words = new DocumentGrammar(6).words();
        assertThat(new HashSet<>(words)).hasSameSizeAs(words).hasSize(6 * OF_TOPIC + 20);
        assertThat(DATA.facts().form().columns()).hasSize(TOPICS * OF_TOPIC + 20);
        assertThat(DATA.facts().form().columns().get(OF_TOPIC).name()).isEqualTo("bread");
    }

    /** 0.7 of the words are of topics, and 0.75 of these of the main topic: that is the label. */
    @Test
    void wordsHaveTheirShares() {
        int n = DATA.train().size();
        double[] common = new double[n];
        double[] main = new double[n];
        double[] first = new double[n];
        float[] row = new float[DATA.shape().size()];
        for (int i = 0; i < n; i++) {
            DATA.train().read(i, row, 0);
            double words = sum(row, 0, row.length);
            assertThat(words).isBetween(30.0, 60.0);
            int topic = DATA.train().label("topic").value(i);
            common[i] = sum(row, TOPICS * OF_TOPIC, row.length) / words;
            main[i] = sum(row, topic * OF_TOPIC, (topic + 1) * OF_TOPIC) / words;
            first[i] = row[topic * OF_TOPIC] / words;
        }
        ASSERT.mean("common words", common, 0.3, 0.01);
        ASSERT.mean("words of the main topic", main, 0.7 * 0.75, 0.01);
        double weights = 0;
        for (int r = 0; r < OF_TOPIC; r++) {
            weights += 1.0 / (r + 3);
        }
        ASSERT.mean("the first word", first, 0.7 * 0.75 / 3 / weights, 0.01);
    }

    private static double sum(float[] row, int from, int to) {
        double sum = 0;
        for (int d = from; d < to; d++) {
            sum += row[d];
        }
        return sum;
    }
}
