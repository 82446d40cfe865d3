// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
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
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

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
    static final String UNKNOWN =
            "the true distances between examples are not known; a source such as tree gives them";

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
        List<LatentVariable> variables = subject.model().generative().latents();
        List<double[]> locations = new ArrayList<>();
        for (LatentVariable latent : variables) {
            locations.add(new double[examples.size() * latent.space().eventShape().size()]);
        }
        subject.forEachPosterior(
                examples,
                (q, first, size) -> {
                    for (int v = 0; v < locations.size(); v++) {
                        double[] z = q.location().z(variables.get(v).name()).readDoubles();
                        int offset = first * (z.length / size);
                        System.arraycopy(z, 0, locations.get(v), offset, z.length);
                    }
                });
        double[] distances = new double[pairs];
        for (int v = 0; v < locations.size(); v++) {
            addSquares(subject, variables.get(v), locations.get(v), examples.size(), distances);
        }
        return Arrays.stream(distances).map(Math::sqrt).toArray();
    }

    private static void addSquares(
            MetricContext subject, LatentVariable of, double[] all, int size, double[] squares) {
        LatentSpace space = of.space();
        Shape event = space.eventShape();
        subject.inScope(
                () -> {
                    Tensor z = subject.model().runtime().tensor(all, event.prepend(size));
                    int[] pair = {0};
                    for (int i = 0; i + 1 < size; i++) {
                        int from = i;
                        Shape rest = event.prepend(size - 1 - i);
                        subject.inScope(
                                () -> {
                                    Tensor one = z.slice(0, from, from + 1).broadcastTo(rest);
                                    Tensor others = z.slice(0, from + 1, size);
                                    double[] found =
                                            space.distance(one, others)
                                                    .orElseThrow(() -> without(of))
                                                    .readDoubles();
                                    for (double distance : found) {
                                        squares[pair[0]++] += distance * distance;
                                    }
                                });
                    }
                });
    }

    private static UndefinedMetricException without(LatentVariable latent) {
        return new UndefinedMetricException(
                "the space %s of latent variable '%s' has no distance"
                        .formatted(latent.space(), latent.name()));
    }

    /**
     * Returns c, the latent distance that stands for a true distance of 1: the value that minimises the
     * distortion. It is a median of latent/known, weighted by latent/known.
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
     * Returns the mean of {@code |latent / c - known| / known} over pairs of different true places. Pairs
     * share examples, so the standard error is that of the infinitesimal jackknife over examples. The
     * best scale adds nothing to it in first order.
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
        double product = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
            first += a[i] * a[i];
            second += b[i] * b[i];
        }
        if (first == 0 || second == 0) {
            throw new UndefinedMetricException("all latent or all known distances are equal");
        }
        return Measured.number(product / Math.sqrt(first * second), examples);
    }

    /** Returns the rank of each value minus the mean rank; equal values have the mean of their ranks. */
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
