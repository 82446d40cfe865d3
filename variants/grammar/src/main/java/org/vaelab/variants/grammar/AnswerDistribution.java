// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.grammar;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.data.KnownDistribution;
import org.vaelab.framework.data.Vocabulary;

/**
 * The distribution of answers given their questions.
 *
 * @param answerWidth the number of places of an answer, which the places of the question follow
 */
record AnswerDistribution(QuestionGrammar grammar, Vocabulary vocabulary, int answerWidth)
        implements KnownDistribution {

    @Override
    public boolean isConditional() {
        return true;
    }

    /** {@inheritDoc} The question determines some labels, which tell no more than it does. */
    @Override
    public Optional<KnownDistribution> given(Set<String> labels) {
        return QuestionLoader.OF_QUESTION.containsAll(labels)
                ? Optional.of(this)
                : Optional.empty();
    }

    /** Returns H(answer given question). */
    @Override
    public double entropy() {
        return grammar.entropyOfAnswer();
    }

    @Override
    public double logProbability(double[] example) {
        return grammar.logProbability(
                words(example, 0, answerWidth), words(example, answerWidth, example.length));
    }

    /** {@inheritDoc} A valid answer fits the scene. An evasive answer is not valid. */
    @Override
    public boolean isValid(double[] example) {
        return grammar.isRight(
                words(example, 0, answerWidth), words(example, answerWidth, example.length));
    }

    private List<String> words(double[] example, int from, int to) {
        return DrawnTexts.words(vocabulary, example, from, to);
    }

    @Override
    public Map<String, Double> quantities() {
        Map<String, Double> quantities = new LinkedHashMap<>();
        quantities.put("withoutQuestion", grammar.marginalEntropyOfAnswer());
        quantities.put("ofQuestion", grammar.entropyOfQuestion());
        return quantities;
    }
}
