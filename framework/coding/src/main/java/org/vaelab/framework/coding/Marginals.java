// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.IndependentCoordinates;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.tensor.Tensor;

/**
 * Bins of independent coordinates with known distribution functions. They have equal mass under the
 * prior, and the value of a bin is its median.
 *
 * @param edges of each coordinate, the lower ends of its bins
 * @param medians of each coordinate, the values of its bins
 */
record Marginals(List<double[]> edges, List<double[]> medians) implements LatentCode {

    /** Steps of the grid in a unit, to which parameters of q are rounded. */
    private static final double SCALE = 1 << 16;

    /** Parameters beyond this are taken for it. */
    private static final double MOST = 1 << 14;

    /** Returns the bins of a prior with these parameters, [D, k] row by row. */
    static Marginals of(IndependentCoordinates p, double[] parameters, int coordinates) {
        int k = parameters.length / coordinates;
        Map<List<Double>, double[][]> known = new HashMap<>();
        List<double[]> edges = new ArrayList<>();
        List<double[]> medians = new ArrayList<>();
        for (int j = 0; j < coordinates; j++) {
            double[] own = Arrays.copyOfRange(parameters, j * k, (j + 1) * k);
            List<Double> key = Arrays.stream(own).boxed().toList();
            double[][] both =
                    known.computeIfAbsent(
                            key,
                            first -> new double[][] {quantiles(p, own, 0), quantiles(p, own, 0.5)});
            edges.add(both[0]);
            medians.add(both[1]);
        }
        return new Marginals(edges, medians);
    }

    /** Returns a distribution as one of independent coordinates, if it is one. */
    static Optional<IndependentCoordinates> coordinates(Distribution distribution) {
        if (distribution instanceof IndependentCoordinates known) {
            return Optional.of(known);
        }
        if (distribution instanceof IndependentNormal normal) {
            return Optional.of(
                    new Normals(
                            normal,
                            Tensor.stack(
                                    List.of(normal.mean(), normal.logVariance().mul(0.5)), -1)));
        }
        if (distribution instanceof StandardNormal normal) {
            return Optional.of(
                    new Normals(
                            normal, normal.runtime().zeros(normal.space().eventShape().append(2))));
        }
        return Optional.empty();
    }

    /** Independent Normals, with mean and logarithm of the deviation of each coordinate. */
    private record Normals(Distribution of, Tensor coordinates) implements IndependentCoordinates {

        @Override
        public double cumulative(double[] parameters, double z) {
            return NormalBins.distribution((z - parameters[0]) * StrictMath.exp(-parameters[1]));
        }

        @Override
        public Tensor logProbability(Tensor z) {
            return of.logProbability(z);
        }
    }

    /**
     * Returns the least numbers with a share {@code (i + offset) / 2^16} below them, by bisection.
     */
    private static double[] quantiles(
            IndependentCoordinates p, double[] parameters, double offset) {
        double[] quantiles = new double[Bins.BINS];
        long least = order(-Double.MAX_VALUE);
        for (int i = 0; i < quantiles.length; i++) {
            double share = (i + offset) / quantiles.length;
            if (share == 0) {
                quantiles[i] = Double.NEGATIVE_INFINITY;
                continue;
            }
            long low = least;
            long high = order(Double.MAX_VALUE);
            while (high - low > 1 || high - low < 0) {
                long middle = (low & high) + ((low ^ high) >> 1);
                if (p.cumulative(parameters, ofOrder(middle)) < share) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            quantiles[i] = ofOrder(high);
            least = low;
        }
        return quantiles;
    }

    /** Whole numbers in the order of doubles. */
    private static long order(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits < 0 ? Long.MIN_VALUE - bits : bits;
    }

    private static double ofOrder(long order) {
        return Double.longBitsToDouble(order < 0 ? Long.MIN_VALUE - order : order);
    }

    @Override
    public int symbols() {
        return edges.size();
    }

    @Override
    public int coordinates() {
        return symbols();
    }

    @Override
    public FrequencyTable table(Distribution distribution, int rows, Rounding rounding) {
        if (!(distribution instanceof Posterior)) {
            return FrequencyTable.uniform(Bins.BINS_BITS);
        }
        IndependentCoordinates q = coordinates(distribution).orElseThrow();
        double[] parameters = q.coordinates().readDoubles();
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = Math.max(-MOST, Math.min(MOST, parameters[i]));
        }
        return new OfPosterior(
                q, rounding.of(parameters, SCALE), parameters.length / rows / symbols());
    }

    @Override
    public void write(int[] symbols, int from, double[] z, int to) {
        for (int j = 0; j < symbols(); j++) {
            z[to + j] = medians.get(j)[symbols[from + j]];
        }
    }

    /** The probabilities of bins under q, a place for each row and coordinate. */
    private final class OfPosterior extends Bins {

        private final IndependentCoordinates q;
        private final int[] steps;
        private final double[] parameters;
        private double[] edge = new double[0];

        OfPosterior(IndependentCoordinates q, int[] steps, int k) {
            this.q = q;
            this.steps = steps;
            this.parameters = new double[k];
        }

        @Override
        void at(int place) {
            edge = edges.get(place % symbols());
            Arrays.setAll(parameters, i -> steps[place * parameters.length + i] / SCALE);
        }

        @Override
        double share(int bin) {
            return q.cumulative(parameters, edge[bin]);
        }
    }
}
