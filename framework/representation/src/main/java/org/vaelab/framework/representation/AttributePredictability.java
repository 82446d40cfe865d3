// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;

/**
 * The separated attribute predictability score, SAP (Kumar, Sattigeri and Balakrishnan 2018,
 * section 3): the mean over factors of the difference of the two best scores of a code that
 * predicts the factor by itself.
 *
 * <ul>
 *   <li>The score for an ordered factor is the squared correlation, {@code cov(z_l, v_k)^2 /
 *       (var(z_l) var(v_k))}, where v_k are the numbers in the names of its values.
 *   <li>The score for a categorical factor is the balanced accuracy of the best thresholds on the
 *       code ({@link ThresholdClassifier}).
 *   <li>It is 0 where the code does not vary.
 * </ul>
 *
 * <p>That is the paper's definition, with scores on the examples on which thresholds are fitted.
 * Published code fits a linear support vector machine to each code and factor instead, also where
 * the factor is ordered; its numbers are not comparable with these. Thresholds have no setting such
 * as a regularisation, and the optimum is exact.
 */
@Cites("kumar2018")
@Part("sap")
public final class AttributePredictability extends RepresentationMetric {

    AttributePredictability() {
        super(
                FactoredCodes::obstacle,
                "SAP",
                "How much one code predicts a factor better than any other code (separated attribute predictability).");
    }

    @Override
    public Measured measure(MetricContext subject) {
        FactoredCodes data = FactoredCodes.ofTest(subject);
        return Measured.number(Gap.mean(Gap.ofFactors(scores(data))), data.size());
    }

    /** Returns the score of each code for each factor, [L, K]. */
    static double[][] scores(FactoredCodes data) {
        int width = data.codes().width();
        double[][] scores = new double[width][data.factors().size()];
        for (int l = 0; l < width; l++) {
            double[] code = data.codes().coordinate(l);
            for (int k = 0; k < data.factors().size(); k++) {
                scores[l][k] = score(code, data.factors().get(k));
            }
        }
        return scores;
    }

    private static double score(double[] code, Factor factor) {
        if (Moments.of(code).squares() == 0) {
            return 0;
        }
        return factor.ordered()
                ? squaredCorrelation(code, factor.numbers())
                : ThresholdClassifier.balancedAccuracy(code, factor);
    }

    /** Returns the squared correlation of two rows of numbers, each of which varies. */
    static double squaredCorrelation(double[] a, double[] b) {
        Moments ofA = Moments.of(a);
        Moments ofB = Moments.of(b);
        double products = 0;
        for (int i = 0; i < a.length; i++) {
            products += (a[i] - ofA.mean()) * (b[i] - ofB.mean());
        }
        return products * products / (ofA.squares() * ofB.squares());
    }
}
