// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.KnownDistribution;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.random.RandomKey;

class QuestionGrammarTest {

    private static final QuestionGrammar GRAMMAR =
            new QuestionGrammar(List.of("teacher", "doctor"), List.of("kitchen", "garden"), 0.1);

    private static GrammarSource source(double spurious) {
        return new GrammarSource(1000, 400, 4, 4, 3, 4, 0, GrammarTask.QUESTIONS, spurious);
    }

    @Test
    void answersToAQuestion() {
        Question question = new Question(true, "teacher", "kitchen", "doctor", "garden", true);
        assertThat(String.join(" ", question.words()))
                .isEqualTo("where is the teacher ? doctor in garden , teacher in kitchen");
        assertThat(question.answers(0.1).keySet().stream().map(a -> String.join(" ", a)))
                .containsExactlyInAnyOrder(
                        "in the kitchen",
                        "in the garden",
                        "the teacher is in the kitchen",
                        "the teacher is in the garden",
                        "i think in the kitchen",
                        "i think in the garden",
                        "i do not know");
        Question who = new Question(false, "teacher", "kitchen", "doctor", "garden", false);
        assertThat(String.join(" ", who.words()))
                .isEqualTo("who is in the kitchen ? teacher in kitchen , doctor in garden");
        assertThat(who.answer(Question.Form.SHORT, false)).containsExactly("the", "doctor");
        assertThat(
                        GRAMMAR.logProbability(
                                List.of("the", "doctor", "is", "in", "the", "kitchen"),
                                who.words()))
                .isCloseTo(Math.log(0.3 * 0.1), within(1e-12));
        assertThat(GRAMMAR.logProbability(List.of("the", "kitchen"), who.words()))
                .isEqualTo(Double.NEGATIVE_INFINITY);
    }

    /** H = -sum p log p over the seven answers; H(answer) adds what the question says. */
    @Test
    void entropies() {
        double[] p = {0.36, 0.04, 0.27, 0.03, 0.18, 0.02, 0.1};
        assertThat(GRAMMAR.entropyOfAnswer())
                .isCloseTo(-Arrays.stream(p).map(v -> v * Math.log(v)).sum(), within(1e-12));
        assertThat(GRAMMAR.entropyOfQuestion()).isCloseTo(Math.log(16), within(1e-12));
        // Short and hedged answers name one of four, sentences one of four pairs.
        double[] all = {0.4, 0.3, 0.2};
        double expected = -0.1 * Math.log(0.1);
        for (double form : all) {
            expected -= form * Math.log(form / 4);
        }
        assertThat(GRAMMAR.marginalEntropyOfAnswer()).isCloseTo(expected, within(1e-12));
    }

    /** The mean of -log p over 400 answers is within 5 standard errors of the entropy. */
    @Test
    void probabilitiesOfExamplesAreKnown() {
        Dataset data = source(0.1).load(DataSource.Progress.SILENT);
        KnownDistribution known = data.facts().distribution().orElseThrow();
        Examples whole = data.test().whole();
        double[] row = new double[whole.width()];
        double[] surprise = new double[whole.size()];
        for (int i = 0; i < surprise.length; i++) {
            whole.read(i, row, 0);
            surprise[i] = -known.logProbability(row);
        }
        double mean = Arrays.stream(surprise).average().orElseThrow();
        double variance =
                Arrays.stream(surprise).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        assertThat(mean)
                .isCloseTo(known.entropy(), within(5 * Math.sqrt(variance / surprise.length)));
    }

    /**
     * Equal questions have equal labels of the question, so that the entropy given both is the
     * same.
     */
    @Test
    void labelsOfTheQuestionTellNoMoreThanIt() {
        Dataset data = source(0.1).load(DataSource.Progress.SILENT);
        KnownDistribution known = data.facts().distribution().orElseThrow();
        assertThat(known.given(QuestionLoader.OF_QUESTION)).contains(known);
        assertThat(known.given(Set.of("asks", "truth"))).isEmpty();
        Examples whole = data.train().whole();
        double[] row = new double[whole.width()];
        Map<String, Map<String, Integer>> labels = new HashMap<>();
        for (int i = 0; i < whole.size(); i++) {
            whole.read(i, row, 0);
            Map<String, Integer> own = new TreeMap<>();
            for (String name : QuestionLoader.OF_QUESTION) {
                own.put(name, whole.label(name).value(i));
            }
            String question =
                    Arrays.toString(Arrays.copyOfRange(row, data.shape().size(), row.length));
            labels.putIfAbsent(question, own);
            assertThat(own).isEqualTo(labels.get(question));
        }
        assertThat(labels).hasSizeBetween(2, whole.size() / 2);
    }

    @Tag("full")
    @Test
    void answersAreModelledAndQuestionsGiven() {
        Dataset data = source(0).load(DataSource.Progress.SILENT);
        Vocabulary vocabulary = data.facts().form().vocabulary().orElseThrow();
        assertThat(data.shape().size()).isEqualTo(7);
        assertThat(data.train().split().orElseThrow().part("question").width()).isEqualTo(14);
        float[] row = new float[data.shape().size()];
        for (int i = 0; i < 100; i++) {
            data.train().read(i, row, 0);
            String answer = vocabulary.text(vocabulary.read(row));
            boolean evasive = data.train().label("form").value(i) == 3;
            assertThat(answer.equals("i do not know")).isEqualTo(evasive);
            assertThat(data.train().label("truth").value(i)).isZero();
            String named =
                    data.train().label("asks").value(i) == 0
                            ? name(data, "place", i)
                            : name(data, "person", i);
            assertThat(answer).matches(evasive ? ".*" : ".* " + named + "\\b.*");
        }
    }

    private static String name(Dataset data, String column, int row) {
        return data.train().label(column).valueNames().get(data.train().label(column).value(row));
    }

    @Test
    void samplesAreOfTheGrammar() {
        for (int i = 0; i < 200; i++) {
            QuestionGrammar.Pair pair = GRAMMAR.sample(RandomKey.of(2).fold(i));
            assertThat(GRAMMAR.logProbability(pair.answer(), pair.question().words()))
                    .isGreaterThan(Double.NEGATIVE_INFINITY);
        }
    }

    @Test
    void rightAnswersAreValidAndEvasiveOnesAreNot() {
        Dataset data = source(0.5).load(DataSource.Progress.SILENT);
        KnownDistribution known = data.facts().distribution().orElseThrow();
        double[] row = new double[data.test().whole().width()];
        int valid = 0;
        for (int i = 0; i < data.test().size(); i++) {
            data.test().whole().read(i, row, 0);
            boolean evasive = data.test().label("form").value(i) == 3;
            boolean right = data.test().label("truth").value(i) == 0 && !evasive;
            assertThat(known.isValid(row)).isEqualTo(right);
            assertThat(known.logProbability(row)).isGreaterThan(Double.NEGATIVE_INFINITY);
            valid += right ? 1 : 0;
        }
        assertThat(valid).isBetween(1, data.test().size() - 1);
        // Without its end an answer is cut off.
        for (int t = 0; t < data.shape().size(); t++) {
            row[t] = 2;
        }
        assertThat(known.isValid(row)).isFalse();
    }

    @Test
    void settings() {
        assertThatThrownBy(() -> source(1))
                .isInstanceOf(DataException.class)
                .hasMessage("source grammar: spurious is 1.0, expected at least 0 and less than 1");
        assertThatThrownBy(
                        () -> new GrammarSource(10, 10, 4, 4, 3, 4, 0, GrammarTask.SENTENCES, 0.1))
                .hasMessage("source grammar: spurious is for task: questions");
    }
}
