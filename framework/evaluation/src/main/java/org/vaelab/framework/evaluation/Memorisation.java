// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Arrays;
import java.util.Optional;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;

/**
 * Whether samples of the model are copies of training examples: the probability that a sample is closer
 * to its nearest training example than a test example is to its own (Meehan et al. 2020, section 3.1,
 * without cells). It is the statistic of Mann and Whitney, divided by the number of pairs; ties count
 * one half. The distance is Euclidean, of values as the model sees them.
 *
 * <p>1/2 is the value of a model of the data; far above, the model has memorised; far below, its samples
 * are unlike data. The standard error is DeLong's.
 */
@Cites("meehan2020")
final class Memorisation implements Metric {

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                "Memorisation",
                Direction.NEITHER,
                "The probability that a sample of the model is closer to its nearest training"
                        + " example than a test example is; 0.5 without memorisation.");
    }

    @Override
    public Optional<String> obstacle(DataSummary data) {
        return ModelSamples.obstacle(data);
    }

    @Override
    public Measurement measure(MetricContext subject) {
        Optional<String> obstacle = ModelSamples.obstacle(subject);
        if (obstacle.isPresent()) {
            return new Measurement.Absent(obstacle.get());
        }
        if (subject.training().isEmpty()) {
            return new Measurement.Absent("there are no training examples");
        }
        ModelSamples found = ModelSamples.of(subject);
        Examples training = subject.training().get();
        int count = subject.settings().ofPredictive().training();
        Examples used = subject.subset().of(training, count);
        double[][] nearest = {nothing(found.samples().length), nothing(found.data().length)};
        new Blocks(subject.settings().maxDecoderRows())
                .overExamples(
                        subject.model(),
                        used,
                        (batch, first, size) -> {
                            double[][] block = new double[size][];
                            ModelSamples.copy(batch.x(), block, 0);
                            shorten(nearest[0], found.samples(), block);
                            shorten(nearest[1], found.data(), block);
                        });
        double[] all = Arrays.copyOf(nearest[0], nearest[0].length + nearest[1].length);
        System.arraycopy(nearest[1], 0, all, nearest[0].length, nearest[1].length);
        boolean[] isTest = new boolean[all.length];
        Arrays.fill(isTest, nearest[0].length, all.length, true);
        RankedScores.Area area = new RankedScores(all, isTest).areaUnderCurve();
        return new Measurement.Measured(
                new Estimate(
                        area.value(),
                        area.standardError(),
                        "1",
                        EstimateKind.NOT_A_LIKELIHOOD,
                        found.samples().length),
                found.data().length);
    }

    private static double[] nothing(int n) {
        double[] distances = new double[n];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        return distances;
    }

    /** Replaces squared distances by those to the nearest of a block, if it is nearer. */
    private static void shorten(double[] nearest, double[][] points, double[][] block) {
        for (int i = 0; i < nearest.length; i++) {
            for (double[] other : block) {
                double sum = 0;
                for (int d = 0; d < other.length && sum < nearest[i]; d++) {
                    double difference = points[i][d] - other[d];
                    sum += difference * difference;
                }
                nearest[i] = Math.min(nearest[i], sum);
            }
        }
    }
}
