// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import java.util.Optional;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.scores.RankedScores;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * The energy distance of samples Y of the model and test data X (Székely and Rizzo 2013, equation
 * 1.1), of the Euclidean distance between values as the model sees them:
 *
 * <pre>
 *   2 E|X - Y| - E|X - X'| - E|Y - Y'|
 * </pre>
 *
 * <p>It is 0 if both have one distribution, and positive otherwise. It needs neither a bound nor a
 * density, so models without one compare too. The estimate is unbiased and may be below 0. Its
 * standard error is that of the first-order projection of the two samples, to which terms of order
 * 1/N are added where the distance is near 0.
 */
@Part("energyDistance")
@Cites("szekely2013")
public record EnergyDistance(
        @Setting(value = ModelSamples.EXAMPLES, defaultValue = "1000") int examples)
        implements Metric {

    public EnergyDistance {
        Counts.atLeastOne("examples", examples);
    }

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                "Energy distance",
                Direction.LOWER,
                "The energy distance of samples of the model and test data: 0 if both have one distribution.");
    }

    @Override
    public Optional<String> obstacle(DataSummary data) {
        return ModelSamples.obstacle(data);
    }

    @Override
    public Measured measure(MetricContext subject) {
        subject.undefinedIf(ModelSamples.obstacle(subject));
        ModelSamples found = ModelSamples.of(subject, examples);
        subject.undefinedIf(
                Math.min(found.data().length, found.samples().length) < 2,
                "it needs two test examples and two samples");
        return new Measured(between(found.data(), found.samples()), found.data().length);
    }

    /**
     * Returns the distance of the distributions of x [N, D] and y [M, D], with N and M at least 2.
     */
    static Estimate between(double[][] x, double[][] y) {
        double[] ofX = within(x);
        double[] ofY = within(y);
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < y.length; j++) {
                double distance = distance(x[i], y[j]);
                ofX[i] += 2 * distance / y.length;
                ofY[j] += 2 * distance / x.length;
            }
        }
        // Both means have the term of x and y in full, and that of their own half of what is
        // subtracted.
        double value = (RankedScores.mean(ofX) + RankedScores.mean(ofY)) / 2;
        return new Estimate(
                value,
                Math.sqrt(
                        RankedScores.variance(ofX) / x.length
                                + RankedScores.variance(ofY) / y.length),
                "1",
                EstimateKind.NOT_A_LIKELIHOOD,
                y.length);
    }

    /** Returns, of each row, - 2 mean |row - another row|. */
    private static double[] within(double[][] rows) {
        double[] result = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < i; j++) {
                double term = 2 * distance(rows[i], rows[j]) / (rows.length - 1);
                result[i] -= term;
                result[j] -= term;
            }
        }
        return result;
    }

    private static double distance(double[] x, double[] y) {
        return Math.sqrt(NearestNeighbours.squaredDistance(x, y));
    }
}
