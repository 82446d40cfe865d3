// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.grammar;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.vaelab.framework.data.KnownDistribution;
import org.vaelab.framework.data.Vocabulary;

/**
 * The distribution of the sentences of a grammar in which each sentence has one derivation.
 *
 * <p>A sentence determines its factors c, so that {@code log p(x given c) = log p(x) - log p(c)}.
 *
 * @param given the factors that are given; none: of a sentence without them
 */
record SentenceDistribution(EnglishGrammar english, Vocabulary vocabulary, Set<String> given)
        implements KnownDistribution {

    SentenceDistribution(EnglishGrammar english, Vocabulary vocabulary) {
        this(english, vocabulary, Set.of());
    }

    @Override
    public Optional<KnownDistribution> given(Set<String> labels) {
        Set<String> factors =
                english.factors().stream().map(SentenceFactor::name).collect(Collectors.toSet());
        return factors.containsAll(labels)
                ? Optional.of(new SentenceDistribution(english, vocabulary, labels))
                : Optional.empty();
    }

    /** Returns -log p(c), which is the same for all values of the factors. */
    private double entropyOfGiven() {
        return english.factors().stream()
                .filter(factor -> given.contains(factor.name()))
                .mapToDouble(factor -> Math.log(factor.cardinality()))
                .sum();
    }

    @Override
    public double entropy() {
        return english.grammar().entropy() - entropyOfGiven();
    }

    @Override
    public double logProbability(double[] example) {
        List<String> words = DrawnTexts.words(vocabulary, example, 0, example.length);
        return english.grammar().logProbability(words) + entropyOfGiven();
    }

    /** The factors are functions of the sentence: their mutual information is their entropy. */
    @Override
    public Map<String, Double> quantities() {
        Map<String, Double> quantities = new LinkedHashMap<>();
        quantities.put("givenFactors", english.entropyGivenFactors());
        quantities.put("ofFactors", Math.log(english.combinations()));
        return quantities;
    }
}
