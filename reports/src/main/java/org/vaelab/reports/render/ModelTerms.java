// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.ModelFacts;
import org.vaelab.framework.record.ModelFacts.Likelihood;
import org.vaelab.framework.record.ModelFacts.Preparation;
import org.vaelab.framework.record.ModelFacts.Subset;
import org.vaelab.framework.record.ModelFacts.Training;
import org.vaelab.framework.record.NetworkLayer;
import org.vaelab.framework.record.SpacedText;
import org.vaelab.reports.comparison.FactText;

/** The facts of a model as a report lists them. */
final class ModelTerms {

    private ModelTerms() {}

    /**
     * Returns facts in words, by term, as far as they are known. Caveats are notes of the table of
     * results.
     */
    static Map<String, String> of(ModelFacts facts) {
        Map<String, @Nullable String> terms = new LinkedHashMap<>();
        facts.plugins().forEach((jar, checksum) -> terms.put("Plugin " + jar, checksum));
        terms.put("Parts of no jar", String.join(", ", facts.partsOfNoJar()));
        terms.put("KL", facts.evaluation().kl());
        facts.parts().forEach((kind, name) -> terms.put(term(kind), name));
        Likelihood likelihood = facts.likelihood();
        if (likelihood != null) {
            boolean isProbability = likelihood.measures().keySet().equals(Set.of("counting"));
            terms.put("p(x) is a", isProbability ? "probability" : "density");
            terms.put("Base measure", FactText.measures(likelihood.measures()));
            terms.put("p(x) is given, of x itself", String.join(", ", likelihood.given()));
            terms.put("Condition", FactText.condition(likelihood.condition()));
            terms.put("Latent label", likelihood.latentLabel());
        }
        Preparation data = facts.preparation();
        terms.put("Dequantization", data.dequantization());
        terms.put(
                "Standardization",
                data.standardized()
                        ? "mean and standard deviation of each value over the training data"
                        : null);
        terms.put("Given", FactText.given(data.given()));
        if (data.leftOut() != null) {
            terms.put("Classes left out", FactText.classes(data.leftOut()));
            terms.put("Left out of training", FactText.dropped(data.leftOut()));
        }
        if (data.missing() != null) {
            terms.put("Missing values", FactText.missing(data.missing()));
        }
        terms.put("Constant columns", FactText.constant(data.constant()).orElse(null));
        for (String network : facts.layers().keySet()) {
            String text = NetworkLayer.text(facts.layers().get(network), "; ");
            terms.put("Layers of " + network, text);
        }
        terms.put("Latent space", String.join(" > ", facts.spaces()));
        Subset subset = facts.evaluation().subset();
        terms.put("Subset of evaluated data", subset == null ? null : FactText.subset(subset));
        Training training = facts.training();
        terms.put("Gradient", training.gradient());
        terms.put("KL in training", training.kl());
        terms.put(
                "Optimizer",
                training.byUpdates() ? "none, the objective updates the parameters itself" : null);
        terms.put("Trained steps", number("%d", training.steps()));
        terms.put("Skipped steps", number("%d", training.skippedSteps()));
        terms.put("k-hat is unreliable above", number("%.3f", facts.evaluation().kHatThreshold()));
        terms.values().removeIf(text -> text == null || text.isEmpty());
        return terms;
    }

    private static @Nullable String number(String format, @Nullable Number number) {
        return number == null ? null : String.format(Locale.ROOT, format, number);
    }

    /** Returns the kind of a part as a term: {@code trainingPrior} is {@code Training prior}. */
    private static String term(String kind) {
        String spaced = SpacedText.of(kind);
        return Character.toUpperCase(spaced.charAt(0)) + spaced.substring(1);
    }
}
