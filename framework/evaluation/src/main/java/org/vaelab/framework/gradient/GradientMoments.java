// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.GradientQuality;

/**
 * Mean and variance of gradients as they come (Welford 1962), and how their means differ from those
 * of a reference: three copies of the parameters, however many draws there are.
 */
final class GradientMoments {

    private final ParameterGroups groups;
    private final SplitDraws halves;
    private final @Nullable ReferenceMoments reference;
    private final double[] mean;
    private final double[] squares;
    private double[] direction = new double[0];
    private final ScalarMoments[] alongDirection;
    private int seen;

    /**
     * Begins with no draw.
     *
     * @param reference null for no bias
     */
    GradientMoments(
            ParameterGroups groups, SplitDraws halves, @Nullable ReferenceMoments reference) {
        this.groups = groups;
        this.halves = halves;
        this.reference = reference;
        this.mean = new double[groups.size()];
        this.squares = new double[groups.size()];
        this.alongDirection = new ScalarMoments[groups.groups().size()];
        Arrays.setAll(alongDirection, i -> new ScalarMoments());
    }

    void add(double[] gradient) {
        if (reference != null && !halves.isInFirst(seen)) {
            for (int i = 0; i < alongDirection.length; i++) {
                alongDirection[i].add(groups.groups().get(i).dot(gradient, direction));
            }
        }
        seen++;
        for (int i = 0; i < mean.length; i++) {
            double before = gradient[i] - mean[i];
            mean[i] += before / seen;
            squares[i] += before * (gradient[i] - mean[i]);
        }
        if (reference != null && seen == halves.first()) {
            direction = mean.clone();
            for (int i = 0; i < direction.length; i++) {
                direction[i] -= reference.first()[i];
            }
        }
    }

    /** Returns the estimates from all draws. */
    List<GradientQuality> quality(ProbedEstimator probed, String referenceName) {
        List<GradientQuality> rows = new ArrayList<>();
        for (int i = 0; i < groups.groups().size(); i++) {
            ParameterGroups.Group group = groups.groups().get(i);
            double variance = 0;
            for (int j = group.from(); j < group.to(); j++) {
                variance += squares[j] / (seen - 1);
            }
            double norm = Math.sqrt(atLeastZero(group.dot(mean, mean) - variance / seen));
            rows.add(
                    new GradientQuality(
                            new GradientQuality.Estimator(probed.name(), probed.samples()),
                            new GradientQuality.Group(group.name(), group.size()),
                            seen,
                            norm,
                            variance,
                            variance == 0 ? Double.NaN : norm / Math.sqrt(variance),
                            ofParameters(group),
                            reference == null ? null : bias(i, reference, referenceName)));
        }
        return rows;
    }

    /** Returns 0 for what is negative, and NaN for NaN. */
    private static double atLeastZero(double square) {
        return square < 0 ? 0 : square;
    }

    private double ofParameters(ParameterGroups.Group group) {
        double sum = 0;
        int varying = 0;
        for (int i = group.from(); i < group.to(); i++) {
            double variance = squares[i] / (seen - 1);
            if (variance != 0) {
                sum += Math.sqrt(atLeastZero(mean[i] * mean[i] / variance - 1.0 / seen));
                varying++;
            }
        }
        return varying == 0 ? Double.NaN : sum / varying;
    }

    private GradientQuality.Bias bias(int index, ReferenceMoments against, String name) {
        ParameterGroups.Group group = groups.groups().get(index);
        ScalarMoments own = alongDirection[index];
        ScalarMoments others = new ScalarMoments();
        for (int b = 0; b < against.blocks(); b++) {
            others.add(group.dot(against.block(b), direction));
        }
        double ofOwn = own.varianceOfMean();
        double ofOthers = others.varianceOfMean();
        double both = ofOwn + ofOthers;
        double degrees =
                both
                        * both
                        / (ofOwn * ofOwn / (own.count() - 1)
                                + ofOthers * ofOthers / (others.count() - 1));
        return new GradientQuality.Bias(
                name,
                against.draws(),
                against.norm(group),
                own.mean() - others.mean(),
                Math.sqrt(both),
                degrees);
    }

    /** Mean and variance of numbers as they come (Welford 1962). */
    private static final class ScalarMoments {

        private int count;
        private double mean;
        private double squares;

        void add(double value) {
            count++;
            double before = value - mean;
            mean += before / count;
            squares += before * (value - mean);
        }

        int count() {
            return count;
        }

        double mean() {
            return mean;
        }

        /** Returns s^2 / n; NaN of one number. */
        double varianceOfMean() {
            return squares / (count - 1) / count;
        }
    }
}
