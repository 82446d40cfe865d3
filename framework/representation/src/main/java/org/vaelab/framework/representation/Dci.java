// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.function.Function;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;

/**
 * Disentanglement, completeness and informativeness of codes (Eastwood and Williams 2018), all
 * three of one {@link RandomForest} for each factor, fitted to training examples.
 *
 * <p>The paper takes its importances from lasso regression or from random forests; here it is
 * forests, as an angle is no linear function of a code. The importances of a factor sum to 1, so
 * that factors weigh alike. Informativeness is the mean over factors of the accuracy on test
 * examples, and so higher for better codes; the paper's is an error.
 */
abstract class Dci extends RepresentationMetric {

    private final Function<Forests, Measured> result;

    private Dci(String label, String sentence, Function<Forests, Measured> result) {
        super(FactoredCodes::obstacle, label, sentence);
        this.result = result;
    }

    /** The degree to which each code depends on a single factor. */
    @Cites("eastwood2018")
    @Part("dci.disentanglement")
    static final class Disentanglement extends Dci {
        Disentanglement() {
            super(
                    "DCI disentanglement",
                    "Whether each code tells of one factor alone, by random forests.",
                    forests ->
                            Measured.number(
                                    forests.scores().disentanglement(), forests.correct().length));
        }
    }

    /** The degree to which each factor is captured by a single code. */
    @Cites("eastwood2018")
    @Part("dci.completeness")
    static final class Completeness extends Dci {
        Completeness() {
            super(
                    "DCI completeness",
                    "Whether each factor is told by one code alone, by random forests.",
                    forests ->
                            Measured.number(
                                    forests.scores().completeness(), forests.correct().length));
        }
    }

    /** How well the factors are predicted from all codes. */
    @Cites("eastwood2018")
    @Part("dci.informativeness")
    static final class Informativeness extends Dci {
        Informativeness() {
            super(
                    "DCI informativeness",
                    "How often random forests predict the factors from all codes.",
                    forests -> mean(forests.correct()));
        }
    }

    /**
     * The results of the forests.
     *
     * @param scores of their importances
     * @param correct of each test example the share of factors that are predicted right
     */
    record Forests(ImportanceScores scores, double[] correct) {

        private static Forests of(MetricContext context) {
            FactoredCodes training = FactoredCodes.ofTraining(context);
            return of(
                    training.binnedAs(training),
                    FactoredCodes.ofTest(context).binnedAs(training),
                    context.key());
        }

        /**
         * Fits a forest to each factor of training examples, and predicts those of test examples.
         */
        static Forests of(FactoredCodes training, FactoredCodes test, RandomKey key) {
            int factors = training.factors().size();
            double[][] importance = new double[training.codes().width()][factors];
            double[] correct = new double[test.size()];
            for (int k = 0; k < factors; k++) {
                Factor factor = training.factors().get(k);
                RandomForest forest =
                        new RandomForest(training.codes().rows(), factor, key.split(factor.name()));
                setColumn(importance, k, forest.importances(training.codes().rows(), factor));
                double[] hits =
                        hits(forest.predict(test.codes().rows()), test.factors().get(k).values());
                for (int i = 0; i < correct.length; i++) {
                    correct[i] += hits[i] / factors;
                }
            }
            return new Forests(new ImportanceScores(importance), correct);
        }

        private static void setColumn(double[][] importance, int k, double[] ofCodes) {
            double sum = Arrays.stream(ofCodes).sum();
            for (int l = 0; l < ofCodes.length; l++) {
                importance[l][k] = sum == 0 ? 0 : ofCodes[l] / sum;
            }
        }
    }

    @Override
    public Measured measure(MetricContext subject) {
        return result.apply(subject.get(new Shared<>("representation.dci", Forests::of)))
                .with(FactoredCodes.ofTraining(subject).binningCaveat());
    }
}
