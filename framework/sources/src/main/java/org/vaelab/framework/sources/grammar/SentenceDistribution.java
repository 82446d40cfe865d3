// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.data.KnownDistribution;
import org.vaelab.framework.data.Vocabulary;

/** The distribution of the sentences of a grammar in which each sentence has one derivation. */
record SentenceDistribution(EnglishGrammar english, Vocabulary vocabulary)
        implements KnownDistribution {

    @Override
    public double entropy() {
        return english.grammar().entropy();
    }

    @Override
    public double logProbability(double[] example) {
        List<String> words = new ArrayList<>();
        for (double token : example) {
            if (token == Vocabulary.END) {
                return english.grammar().logProbability(words);
            }
            if (Double.isNaN(token)) {
                break;
            }
            words.add(vocabulary.tokens().get((int) token));
        }
        return Double.NEGATIVE_INFINITY;
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
