// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
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
public record Memorisation(
        @Setting(value = ModelSamples.EXAMPLES, defaultValue = "1000") int examples,
        @Setting("number of training examples in which the nearest is sought; absent: all")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Integer training)
        implements Metric {

    /** Far above the relative error of a product in double precision. */
    private static final double ROUNDING = 1e-9;

    public Memorisation {
        Counts.atLeastOne("examples", examples);
        if (training != null) {
            Counts.atLeastOne("training", training);
        }
    }

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
        ModelSamples found = ModelSamples.of(subject, examples);
        Examples all = subject.training().get();
        Examples used = training == null ? all : subject.subset().of(all, training);
        double[][] points =
                Arrays.copyOf(found.samples(), found.samples().length + found.data().length);
        System.arraycopy(found.data(), 0, points, found.samples().length, found.data().length);
        double[] nearest = nearest(subject, points, used);
        boolean[] isTest = new boolean[nearest.length];
        Arrays.fill(isTest, found.samples().length, nearest.length, true);
        Estimate closer = new RankedScores(nearest, isTest).areaUnderCurve(found.samples().length);
        return new Measured(closer, found.data().length)
                .with(
                        used.size() == all.size()
                                ? Optional.empty()
                                : Optional.of(
                                        "the nearest of %s of the %s training examples: a copy of another is not seen"
                                                .formatted(used.size(), all.size())));
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
