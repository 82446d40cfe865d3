// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.KnownDistribution;
import org.vaelab.framework.data.Vocabulary;

class GrammarSourceTest {

    private static final GrammarSource DEFAULTS = sentences(2000, 8);

    private static GrammarSource sentences(int train, int subjects) {
        return new GrammarSource(train, 500, subjects, 4, 3, 4, 0, GrammarTask.SENTENCES, null);
    }

    @Test
    void labelsAreTheFactors() {
        Dataset data = DEFAULTS.load(DataSource.Progress.SILENT);
        assertThat(data.train().labels().orElseThrow().names())
                .containsExactly("subject", "number", "tense", "negation", "topic");
        Vocabulary vocabulary = data.facts().form().vocabulary().orElseThrow();
        float[] row = new float[data.shape().size()];
        for (int i = 0; i < 100; i++) {
            data.train().read(i, row, 0);
            String text = " " + vocabulary.text(vocabulary.read(row)) + " ";
            String subject =
                    data.train()
                            .label("subject")
                            .valueNames()
                            .get(data.train().label("subject").value(i));
            boolean plural = data.train().label("number").value(i) == 1;
            assertThat(text).contains(" " + subject + (plural ? "s " : " "));
            assertThat(text.contains(" not "))
                    .isEqualTo(data.train().label("negation").value(i) == 1);
            assertThat(text.contains(" will "))
                    .isEqualTo(data.train().label("tense").value(i) == 2);
        }
    }

    /** The mean of -log p over 500 sentences is within 5 standard errors of the entropy. */
    @Tag("full")
    @Test
    void probabilitiesAreKnown() {
        Dataset data = DEFAULTS.load(DataSource.Progress.SILENT);
        KnownDistribution known = data.facts().distribution().orElseThrow();
        double[] row = new double[data.shape().size()];
        double sum = 0;
        double squares = 0;
        int n = data.test().size();
        for (int i = 0; i < n; i++) {
            data.test().read(i, row, 0);
            double surprise = -known.logProbability(row);
            sum += surprise;
            squares += surprise * surprise;
        }
        double mean = sum / n;
        double error = Math.sqrt((squares / n - mean * mean) / n);
        assertThat(mean).isCloseTo(known.entropy(), within(5 * error));
        assertThat(known.quantities().get("ofFactors") + known.quantities().get("givenFactors"))
                .isCloseTo(known.entropy(), within(1e-10));
        row[1] = Vocabulary.UNKNOWN;
        assertThat(known.logProbability(row)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    /** The factors are independent and uniform, and a sentence has one value of each. */
    @Test
    void probabilitiesGivenFactorsAreKnown() {
        Dataset data = DEFAULTS.load(DataSource.Progress.SILENT);
        KnownDistribution known = data.facts().distribution().orElseThrow();
        Set<String> names = Set.of("tense", "topic");
        KnownDistribution given = known.given(names).orElseThrow();
        double[] row = new double[data.shape().size()];
        data.test().read(0, row, 0);
        double log = Math.log(3 * 4);
        assertThat(given.logProbability(row))
                .isCloseTo(known.logProbability(row) + log, within(1e-12));
        assertThat(given.entropy()).isCloseTo(known.entropy() - log, within(1e-12));
        assertThat(known.given(Set.of("tense", "mood"))).isEmpty();
    }

    @Test
    void moreSentencesBeginWithTheSame() {
        Dataset few = DEFAULTS.load(DataSource.Progress.SILENT);
        Dataset more = sentences(3000, 8).load(DataSource.Progress.SILENT);
        double[] first = new double[few.shape().size()];
        double[] second = new double[first.length];
        few.train().read(1999, first, 0);
        more.train().read(1999, second, 0);
        assertThat(second).isEqualTo(first);
    }

    @Test
    void settingsOutOfRange() {
        assertThatThrownBy(() -> sentences(10, 9))
                .hasMessage("source grammar: subjects is 9, expected 2..8");
    }
}
