// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;

/**
 * Disentanglement and completeness from the importance R_lk of code l for factor k (Eastwood and
 * Williams 2018, section 2):
 *
 * <pre>
 *   D_l = 1 - H_K(R_l. / sum_k R_lk),   D = sum_l rho_l D_l,   rho_l = sum_k R_lk / sum R
 *   C_k = 1 - H_L(R_.k / sum_l R_lk),   C = sum_k gamma_k C_k, gamma_k = sum_l R_lk / sum R
 * </pre>
 *
 * <p>H_K and H_L are entropies to the base K, the number of factors, and L, the number of codes,
 * with 0 log 0 = 0. A code or a factor without importance has the score 0 and the weight 0. A
 * single code or a single factor has the entropy 0, and so the score 1. The paper has the plain
 * mean of C_k, which is the same for equal weights of the factors, as here ({@link Dci}).
 */
final class ImportanceScores {

    private final double[][] importance;
    private final double total;

    /** Takes importances [L, K], at least 0. */
    ImportanceScores(double[][] importance) {
        this.importance = importance;
        this.total = Arrays.stream(importance).flatMapToDouble(Arrays::stream).sum();
    }

    /** Returns D. */
    double disentanglement() {
        return weighted(codeWeights(), perCode());
    }

    /** Returns C. */
    double completeness() {
        return weighted(factorWeights(), perFactor());
    }

    /** Returns D_l, [L]. */
    double[] perCode() {
        return Arrays.stream(importance).mapToDouble(ImportanceScores::concentration).toArray();
    }

    /** Returns C_k, [K]. */
    double[] perFactor() {
        double[] scores = new double[importance[0].length];
        Arrays.setAll(scores, k -> concentration(column(k)));
        return scores;
    }

    /** Returns rho_l, [L]. */
    double[] codeWeights() {
        return Arrays.stream(importance).mapToDouble(row -> share(row)).toArray();
    }

    /** Returns gamma_k, [K]. */
    double[] factorWeights() {
        double[] weights = new double[importance[0].length];
        Arrays.setAll(weights, k -> share(column(k)));
        return weights;
    }

    private double[] column(int k) {
        return Arrays.stream(importance).mapToDouble(row -> row[k]).toArray();
    }

    private double share(double[] importances) {
        return total == 0 ? 0 : Arrays.stream(importances).sum() / total;
    }

    private static double concentration(double[] importances) {
        double sum = Arrays.stream(importances).sum();
        if (sum == 0) {
            return 0;
        }
        double entropy = 0;
        for (double value : importances) {
            double p = value / sum;
            entropy -= p == 0 ? 0 : p * Math.log(p);
        }
        return importances.length == 1 ? 1 : 1 - entropy / Math.log(importances.length);
    }

    private static double weighted(double[] weights, double[] scores) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            sum += weights[i] * scores[i];
        }
        return sum;
    }
}
