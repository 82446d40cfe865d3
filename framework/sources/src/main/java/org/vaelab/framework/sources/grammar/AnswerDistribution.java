// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** Returns the words up to the end; none if there is no end. */
    private List<String> words(double[] example, int from, int to) {
        List<String> words = new ArrayList<>();
        for (int t = from; t < to && !Double.isNaN(example[t]); t++) {
            if (example[t] == Vocabulary.END) {
                return words;
            }
            words.add(vocabulary.tokens().get((int) example[t]));
        }
        return List.of();
    }

    @Override
    public Map<String, Double> quantities() {
        Map<String, Double> quantities = new LinkedHashMap<>();
        quantities.put("withoutQuestion", grammar.marginalEntropyOfAnswer());
        quantities.put("ofQuestion", grammar.entropyOfQuestion());
        return quantities;
    }
}
