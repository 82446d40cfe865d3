// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.KnownDistances;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * True and latent distances of all pairs of N examples: (0, 1), (0, 2), ..., (1, 2), ...
 *
 * @param examples N
 * @param known the true distances, [N (N - 1) / 2], not all 0
 * @param latent the distances of locations of q, [N (N - 1) / 2]
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
record PairDistances(int examples, double[] known, double[] latent) {

    static final int EXAMPLES = 1000;
    static final String UNKNOWN = "the true distances between examples are not known";

    PairDistances {
        if (Arrays.stream(known).noneMatch(distance -> distance > 0)) {
            throw new UndefinedMetricException("no two test examples have a distance above 0");
        }
        if (!Arrays.stream(latent).allMatch(Double::isFinite)) {
            throw new UndefinedMetricException("a latent distance is not finite");
        }
    }

    static PairDistances of(MetricContext subject) {
        Examples examples = subject.subset().of(subject.test(), EXAMPLES);
        KnownDistances truth =
                examples.distances().orElseThrow(() -> new UndefinedMetricException(UNKNOWN));
        int size = examples.size();
        double[] known = new double[size * (size - 1) / 2];
        int pair = 0;
        for (int i = 0; i < size; i++) {
            for (int j = i + 1; j < size; j++) {
                known[pair++] = truth.between(i, j);
            }
        }
        return new PairDistances(size, known, latent(subject, examples, known.length));
    }

    private static double[] latent(MetricContext subject, Examples examples, int pairs) {
        CodeMatrix codes = CodeMatrix.of(subject, examples, CodeMatrix.Point.LOCATION);
        double[] all = Arrays.stream(codes.rows()).flatMapToDouble(Arrays::stream).toArray();
        double[] squares = new double[pairs];
        subject.inScope(
                () -> {
                    Shape shape = Shape.of(codes.size(), codes.width());
                    Tensor z = subject.model().runtime().tensor(all, shape);
                    int column = 0;
                    for (LatentVariable latent : subject.model().generative().latents()) {
                        int width = latent.space().eventShape().size();
                        addSquares(subject, latent, z.slice(1, column, column + width), squares);
                        column += width;
                    }
                });
        return Arrays.stream(squares).map(Math::sqrt).toArray();
    }

    private static void addSquares(
            MetricContext subject, LatentVariable latent, Tensor z, double[] squares) {
        LatentSpace space = latent.space();
        String reason = "latent variable '" + latent.name() + "' on " + space + " has no distance";
        int[] pair = {0};
        int size = z.shape().extent(0);
        for (int i = 0; i + 1 < size; i++) {
            int from = i;
            subject.inScope(
                    () -> {
                        Tensor later = z.slice(0, from + 1, size);
                        Tensor one = z.slice(0, from, from + 1).broadcastTo(later.shape());
                        Shape rows = space.eventShape().prepend(size - 1 - from);
                        Tensor found =
                                space.distance(one.reshape(rows), later.reshape(rows))
                                        .orElseThrow(() -> new UndefinedMetricException(reason));
                        for (double distance : found.readDoubles()) {
                            squares[pair[0]++] += distance * distance;
                        }
                    });
        }
    }

    /**
     * Returns c, the latent distance that stands for a true distance of 1: the value that minimises
     * the distortion. It is a median of latent/known, weighted by latent/known.
     */
    double scale() {
        double[] ratios =
                IntStream.range(0, known.length)
                        .filter(pair -> known[pair] > 0)
                        .mapToDouble(pair -> latent[pair] / known[pair])
                        .sorted()
                        .toArray();
        double rest = Arrays.stream(ratios).sum() / 2;
        int at = ratios.length - 1;
        while (at > 0 && rest > ratios[at]) {
            rest -= ratios[at--];
        }
        return ratios[at];
    }

    /**
     * Returns the mean of {@code |latent / c - known| / known} over pairs of different true places.
     * Pairs share examples, so the standard error is that of the infinitesimal jackknife over
     * examples. The best scale adds nothing to it in first order.
     */
    Measured distortion() {
        double scale = scale();
        double[] sums = new double[examples];
        int[] counts = new int[examples];
        int pair = 0;
        for (int i = 0; i < examples; i++) {
            for (int j = i + 1; j < examples; j++, pair++) {
                if (known[pair] > 0) {
                    // Equal codes, of scale 0, are wrong by all of the distance.
                    double share = scale > 0 ? latent[pair] / scale / known[pair] : 0;
                    sums[i] += Math.abs(share - 1);
                    sums[j] += Math.abs(share - 1);
                    counts[i]++;
                    counts[j]++;
                }
            }
        }
        double count = Arrays.stream(counts).sum() / 2.0;
        double mean = Arrays.stream(sums).sum() / 2 / count;
        double variance = 0;
        for (int i = 0; i < examples; i++) {
            double influence = (sums[i] - mean * counts[i]) / count;
            variance += influence * influence;
        }
        return new Measured(
                new Estimate(mean, Math.sqrt(variance), "1", EstimateKind.NOT_A_LIKELIHOOD, 0),
                examples);
    }

    /** Returns Spearman's rank correlation over all pairs. */
    Measured rankCorrelation() {
        double[] a = ranks(known);
        double[] b = ranks(latent);
        double squares = dot(a, a) * dot(b, b);
        if (squares == 0) {
            throw new UndefinedMetricException("all latent or all known distances are equal");
        }
        return Measured.number(dot(a, b) / Math.sqrt(squares), examples);
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    /**
     * Returns the rank of each value minus the mean rank; equal values have the mean of their
     * ranks.
     */
    private static double[] ranks(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        Map<Double, Double> ranks = new HashMap<>();
        int from = 0;
        for (int to = 1; to <= sorted.length; to++) {
            if (to == sorted.length || Double.compare(sorted[to], sorted[from]) != 0) {
                ranks.put(sorted[from], (from + to - sorted.length) / 2.0);
                from = to;
            }
        }
        return Arrays.stream(values).map(ranks::get).toArray();
    }
}
