// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import java.util.Arrays;
import java.util.Optional;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.scores.RankedScores;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Whether samples of the model are copies of training examples: the probability that a sample is
 * closer to its nearest training example than a test example is to its own (Meehan et al. 2020,
 * section 3.1, without cells). It is the statistic of Mann and Whitney, divided by the number of
 * pairs; ties count one half. The distance is Euclidean, of values as the model sees them.
 *
 * <p>1/2 is the value of a model of the data; far above, the model has memorised; far below, its
 * samples are unlike data. The standard error is DeLong's.
 */
@Part("memorisation")
@Cites("meehan2020")
public final class Memorisation implements Metric {

    /** Far above the relative error of a product in double precision. */
    private static final double ROUNDING = 1e-9;

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "Memorisation",
                        Direction.NEITHER,
                        "The probability that a sample of the model is closer to its nearest training"
                                + " example than a test example is; 0.5 without memorisation.")
                .within(0, 1);
    }

    @Override
    public Optional<String> obstacle(DataSummary data) {
        return ModelSamples.obstacle(data);
    }

    @Override
    public Measured measure(MetricContext subject) {
        subject.undefinedIf(ModelSamples.obstacle(subject));
        subject.undefinedIf(subject.training().isEmpty(), "there are no training examples");
        ModelSamples found = subject.get(ModelSamples.OF_EVALUATION);
        Examples training = subject.training().get();
        Integer limit = subject.settings().ofPredictive().training();
        Examples used = limit == null ? training : subject.subset().of(training, limit);
        double[][] points =
                Arrays.copyOf(found.samples(), found.samples().length + found.data().length);
        System.arraycopy(found.data(), 0, points, found.samples().length, found.data().length);
        double[] all = nearest(subject, points, used);
        boolean[] isTest = new boolean[all.length];
        Arrays.fill(isTest, found.samples().length, all.length, true);
        Estimate closer = new RankedScores(all, isTest).areaUnderCurve(found.samples().length);
        return new Measured(closer, found.data().length)
                .with(
                        used.size() == training.size()
                                ? Optional.empty()
                                : Optional.of(
                                        "the nearest of %s of the %s training examples: a copy of another is not seen"
                                                .formatted(used.size(), training.size())));
    }

    /**
     * Returns the squared distances of points to the nearest training example.
     *
     * <p>A matrix product finds who may be nearer, {@code |p|^2 + |x|^2 - 2 p x}, up to rounding.
     * Only these distances are computed as sums of squares of differences, in which a copy has the
     * distance 0.
     */
    private static double[] nearest(MetricContext subject, double[][] points, Examples training) {
        double[] nearest = new double[points.length];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        double[] ofPoints = squares(points);
        try (TensorScope scope = subject.model().runtime().scope()) {
            int width = training.width();
            double[] flat = Arrays.stream(points).flatMapToDouble(Arrays::stream).toArray();
            Tensor all =
                    subject.model()
                            .runtime()
                            .tensor(flat, Shape.of(points.length, width), DType.FLOAT64);
            subject.forEachBatch(
                    training,
                    (batch, first, size) -> {
                        Tensor x = batch.x().cast(DType.FLOAT64);
                        double[] products = all.matmul(x.transpose()).readDoubles();
                        double[][] block = new double[size][];
                        ModelSamples.copy(batch.x(), block, 0);
                        double[] ofBlock = squares(block);
                        for (int i = 0; i < products.length; i++) {
                            int p = i / size;
                            double sum = ofPoints[p] + ofBlock[i % size];
                            if (sum - 2 * products[i] <= nearest[p] + ROUNDING * sum) {
                                double own =
                                        NearestNeighbours.squaredDistance(
                                                points[p], block[i % size]);
                                nearest[p] = Math.min(nearest[p], own);
                            }
                        }
                    });
        }
        return nearest;
    }

    private static double[] squares(double[][] rows) {
        double[] zero = new double[rows[0].length];
        return Arrays.stream(rows)
                .mapToDouble(row -> NearestNeighbours.squaredDistance(row, zero))
                .toArray();
    }
}
