// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjDoubleConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.variants.grammar.ContextFreeGrammar.Rule;

class ContextFreeGrammarTest {

    private static final double ROUNDING = 1e-10;

    /** Gives all derivations of the language, sentences with probabilities, to a consumer. */
    private static void forEachDerivation(
            ContextFreeGrammar grammar, ObjDoubleConsumer<List<String>> consumer) {
        derive(grammar, List.of(grammar.start()), 1, new ArrayList<>(), consumer);
    }

    private static void derive(
            ContextFreeGrammar grammar,
            List<String> open,
            double probability,
            List<String> words,
            ObjDoubleConsumer<List<String>> consumer) {
        if (open.isEmpty()) {
            consumer.accept(List.copyOf(words), probability);
            return;
        }
        List<String> rest = open.subList(1, open.size());
        List<Rule> rules = grammar.rulesOf(open.get(0));
        if (rules.isEmpty()) {
            words.add(open.get(0));
            derive(grammar, rest, probability, words, consumer);
            words.remove(words.size() - 1);
        }
        for (Rule rule : rules) {
            List<String> next = new ArrayList<>(rule.symbols());
            next.addAll(rest);
            derive(grammar, next, probability * rule.probability(), words, consumer);
        }
    }

    private static Map<List<String>, Double> language(ContextFreeGrammar grammar) {
        Map<List<String>, Double> language = new HashMap<>();
        forEachDerivation(
                grammar,
                (sentence, probability) -> language.merge(sentence, probability, Double::sum));
        return language;
    }

    /** A sentence with two derivations has the sum of their probabilities. */
    @Test
    void derivationsOfOneSentenceAddUp() {
        ContextFreeGrammar grammar =
                new ContextFreeGrammar(
                        "S",
                        Map.of(
                                "S",
                                List.of(
                                        new Rule(0.25, List.of("A", "B")),
                                        new Rule(0.75, List.of("B", "A"))),
                                "A",
                                List.of(new Rule(0.5, List.of("x")), new Rule(0.5, List.of())),
                                "B",
                                List.of(new Rule(0.2, List.of("x")), new Rule(0.8, List.of("y")))));
        // x y is A B; y x is B A; x x is both; y is both, without A.
        assertThat(grammar.logProbability(List.of("x", "y")))
                .isCloseTo(Math.log(0.25 * 0.5 * 0.8), within(ROUNDING));
        assertThat(grammar.logProbability(List.of("x", "x")))
                .isCloseTo(Math.log(0.5 * 0.2), within(ROUNDING));
        assertThat(grammar.logProbability(List.of("y")))
                .isCloseTo(Math.log(0.5 * 0.8), within(ROUNDING));
        assertThat(grammar.logProbability(List.of())).isEqualTo(Double.NEGATIVE_INFINITY);
        language(grammar)
                .forEach(
                        (sentence, p) ->
                                assertThat(Math.exp(grammar.logProbability(sentence)))
                                        .isCloseTo(p, within(ROUNDING)));
        assertThat(grammar.longest()).isEqualTo(2);
        assertThat(grammar.words()).containsExactly("x", "y");
    }

    @Test
    void invalidGrammars() {
        assertThatThrownBy(
                        () ->
                                new ContextFreeGrammar(
                                        "S", Map.of("S", List.of(new Rule(0.5, List.of("x"))))))
                .hasMessage("the rules of S have the probability 0.5");
        assertThatThrownBy(
                        () ->
                                new ContextFreeGrammar(
                                        "S", Map.of("S", List.of(new Rule(1, List.of("x", "S"))))))
                .hasMessage("S contains itself");
    }

    @ParameterizedTest
    @CsvSource({"2, 2, 1, 0", "2, 2, 2, 1"})
    void theProbabilitiesOfAllSentencesAddUpToOne(
            int subjects, int topics, int choices, int modifiers) {
        EnglishGrammar english = new EnglishGrammar(subjects, topics, choices, modifiers);
        ContextFreeGrammar grammar = english.grammar();
        double sum = 0;
        double entropy = 0;
        for (List<String> sentence : language(grammar).keySet()) {
            double logP = grammar.logProbability(sentence);
            sum += Math.exp(logP);
            entropy -= Math.exp(logP) * logP;
        }
        assertThat(sum).isCloseTo(1, within(ROUNDING));
        assertThat(grammar.entropy()).isCloseTo(entropy, within(ROUNDING));
    }

    @Tag("full")
    @Test
    void theProbabilitiesOfManySentencesAddUpToOne() {
        theProbabilitiesOfAllSentencesAddUpToOne(3, 3, 3, 2);
    }

    /** No sentence of the largest grammar has two derivations, so each determines its factors. */
    @Tag("full")
    @Test
    void theLargestGrammarIsUnambiguous() {
        Set<List<String>> sentences = new HashSet<>();
        int[] derivations = new int[1];
        forEachDerivation(
                new EnglishGrammar(8, 6, 3, 6).grammar(),
                (sentence, p) -> {
                    sentences.add(sentence);
                    derivations[0]++;
                });
        assertThat(derivations[0]).isEqualTo(8 * 2 * 3 * 2 * 6 * 9 * 7 * 7);
        assertThat(sentences).hasSize(derivations[0]);
    }

    @Test
    void theEntropyOfTheDefaultsIsTheSumOfItsChoices() {
        EnglishGrammar english = new EnglishGrammar(8, 4, 3, 4);
        double modifier = Math.log(2) + 0.5 * Math.log(4);
        assertThat(english.entropyGivenFactors())
                .isCloseTo(2 * Math.log(3) + 2 * modifier, within(ROUNDING));
        assertThat(english.grammar().entropy())
                .isCloseTo(
                        Math.log(8 * 2 * 3 * 2 * 4) + 2 * Math.log(3) + 2 * modifier,
                        within(ROUNDING));
    }

    /**
     * Pearson's statistic of 48,000 draws of 48 sentences; a correct sampler fails once in a
     * million.
     */
    @Test
    void frequenciesAgreeWithProbabilities() {
        EnglishGrammar english = new EnglishGrammar(2, 2, 1, 0);
        Map<List<String>, Double> language = language(english.grammar());
        assertThat(language).hasSize(48);
        Map<List<String>, Integer> counts = new HashMap<>();
        int draws = 48_000;
        for (int i = 0; i < draws; i++) {
            counts.merge(
                    english.grammar().sample(RandomKey.of(7).fold(i), new ArrayList<>()),
                    1,
                    Integer::sum);
        }
        double statistic = 0;
        for (Map.Entry<List<String>, Double> sentence : language.entrySet()) {
            double expected = draws * sentence.getValue();
            double difference = counts.getOrDefault(sentence.getKey(), 0) - expected;
            statistic += difference * difference / expected;
        }
        // The upper 1e-6 quantile of chi-square with 47 degrees of freedom.
        assertThat(statistic).isLessThan(108.6);
    }

    @Test
    void sentencesAreEnglish() {
        EnglishGrammar english = new EnglishGrammar(2, 2, 1, 0);
        assertThat(language(english.grammar()).keySet())
                .extracting(words -> String.join(" ", words))
                .contains(
                        "the teacher plays the violin",
                        "the teachers play the violin",
                        "the doctor did not cook the soup",
                        "the doctors do not cook the soup",
                        "the teacher does not play the violin",
                        "the teacher played the violin",
                        "the doctors will not play the violin");
    }
}
