// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.latent.CategoricalLogits;
import org.vaelab.framework.latent.CategorySequence;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.latent.IndependentCoordinates;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.posterior.CodePosterior;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.tensor.Tensor;

/**
 * The symbols of a latent variable, or of a factor of one that lives on a product: bins of real
 * coordinates, or categories.
 */
sealed interface LatentCode permits LatentCode.Real, LatentCode.Categories, Marginals {

    /** Returns the number of symbols of a value. */
    int symbols();

    /** Returns the number of coordinates of a value. */
    int coordinates();

    /** Returns tables of the symbols of each row, row by row. */
    FrequencyTable table(Distribution distribution, int rows, Rounding rounding);

    /** Writes the coordinates of a value from its symbols. */
    void write(int[] symbols, int from, double[] z, int to);

    /** Returns the factors of a distribution, in order. */
    static List<Distribution> factors(Distribution distribution) {
        return distribution instanceof Factored<?> factored
                ? List.<Distribution>copyOf(distributions(factored))
                : List.of(distribution);
    }

    private static List<Distribution> distributions(Factored<?> factored) {
        List<Distribution> all = new ArrayList<>();
        factored.factors().values().forEach(factor -> all.add((Distribution) factor));
        return all;
    }

    /**
     * Returns the code of a factor.
     *
     * @param bins the Normal of whose quantiles bins are made
     * @throws IllegalArgumentException if q or p cannot be coded; the message names it
     */
    static LatentCode of(String variable, Distribution q, Distribution p, Reference bins) {
        boolean normal = q instanceof IndependentNormal && isNormal(p);
        if (normal) {
            return new Real(bins);
        }
        Optional<IndependentCoordinates> prior = Marginals.coordinates(p);
        if (bins.isPrior() && prior.isPresent() && Marginals.coordinates(q).isPresent()) {
            return Marginals.of(
                    prior.get(), bins.means(), prior.get().coordinates().shape().extent(-2));
        }
        boolean chosen = q instanceof CategoricalLogits || q instanceof CodePosterior;
        if (chosen && (p instanceof CategoricalLogits || p instanceof CategorySequence)) {
            Tensor location = ((Posterior) q).location();
            return new Categories(location.shape().extent(-2), location.shape().extent(-1));
        }
        throw new IllegalArgumentException(
                ("latent variable '%s': posterior %s under prior %s cannot be coded"
                                + "\n    what can: independent Normals under independent Normals; independent coordinates with known distribution functions (IndependentCoordinates) without parents; categories and codes"
                                + " under independent categories, made or pixelcnn; products and chains of these")
                        .formatted(
                                variable,
                                q.getClass().getSimpleName(),
                                p.getClass().getSimpleName()));
    }

    static boolean isNormal(Distribution p) {
        return p instanceof IndependentNormal || p instanceof StandardNormal;
    }

    /**
     * A Normal in each coordinate, or a prior with another distribution function in each.
     *
     * @param means one for each coordinate; or the parameters of p, where it is no Normal or q is
     *     none
     * @param deviations as many; or none
     * @param isPrior whether it is p itself, under which all bins are equally probable
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    record Reference(double[] means, double[] deviations, boolean isPrior) {

        static final Reference NONE = new Reference(new double[0], new double[0], false);

        /**
         * Returns the reference of a factor.
         *
         * @param q of some examples
         * @param isRoot whether p has no parents
         */
        static Reference of(Distribution q, Distribution p, boolean isRoot) {
            if (!(q instanceof IndependentNormal codes && isNormal(p))) {
                return isRoot && Marginals.coordinates(q).isPresent()
                        ? Marginals.coordinates(p).map(Reference::ofMarginals).orElse(NONE)
                        : NONE;
            }
            double[] means = codes.mean().readDoubles();
            double[] logs = codes.logVariance().readDoubles();
            int d = codes.mean().shape().extent(-1);
            double[] m = new double[d];
            double[] s = new double[d];
            if (!isRoot) {
                fit(means, logs, m, s);
            } else if (p instanceof IndependentNormal prior) {
                double[] priorMeans = prior.mean().readDoubles();
                double[] priorLogs = prior.logVariance().readDoubles();
                Arrays.setAll(m, i -> priorMeans[i]);
                Arrays.setAll(s, i -> StrictMath.exp(priorLogs[i] / 2));
            } else {
                Arrays.fill(s, 1);
            }
            return new Reference(m, s, isRoot);
        }

        private static Reference ofMarginals(IndependentCoordinates p) {
            return new Reference(p.coordinates().readDoubles(), new double[0], true);
        }

        /** Finds the mean and deviation of codes under their Normals. */
        private static void fit(double[] means, double[] logs, double[] m, double[] s) {
            int d = m.length;
            double rows = (double) means.length / d;
            for (int i = 0; i < means.length; i++) {
                m[i % d] += means[i] / rows;
            }
            for (int i = 0; i < means.length; i++) {
                double deviation = means[i] - m[i % d];
                s[i % d] += (deviation * deviation + StrictMath.exp(logs[i])) / rows;
            }
            // Single precision is enough, and takes less room in a file.
            Arrays.setAll(s, i -> (float) Math.sqrt(s[i]));
            Arrays.setAll(m, i -> (float) m[i]);
        }
    }

    /** Bins of real coordinates. */
    record Real(Reference bins) implements LatentCode {

        @Override
        public int symbols() {
            return bins.means().length;
        }

        @Override
        public int coordinates() {
            return symbols();
        }

        @Override
        public FrequencyTable table(Distribution distribution, int rows, Rounding rounding) {
            boolean isPosterior = distribution instanceof Posterior;
            if (bins.isPrior() && !isPosterior) {
                return FrequencyTable.uniform(NormalBins.BINS_BITS);
            }
            IndependentNormal normal = (IndependentNormal) distribution;
            int d = symbols();
            double[] means = inTurn(normal.mean().readDoubles(), rows * d);
            double[] logs = inTurn(normal.logVariance().readDoubles(), rows * d);
            for (int i = 0; i < means.length; i++) {
                double deviation = bins.deviations()[i % d];
                double mean = (means[i] - bins.means()[i % d]) / deviation;
                double log = logs[i] / 2 - StrictMath.log(deviation);
                means[i] = limited(mean, NormalBins.MOST_MEAN);
                logs[i] = limited(log, NormalBins.MOST_LOG);
            }
            return new NormalBins(
                    rounding.of(means, NormalBins.MEAN_SCALE),
                    rounding.of(logs, NormalBins.LOG_SCALE));
        }

        /** Numbers that places share in turn where they are fewer: one distribution for all rows. */
        private static double[] inTurn(double[] numbers, int places) {
            double[] all = new double[places];
            Arrays.setAll(all, i -> numbers[i % numbers.length]);
            return all;
        }

        private static double limited(double value, double most) {
            return Math.max(-most, Math.min(most, value));
        }

        @Override
        public void write(int[] symbols, int from, double[] z, int to) {
            for (int i = 0; i < symbols(); i++) {
                z[to + i] =
                        bins.means()[i]
                                + bins.deviations()[i] * NormalBins.value(symbols[from + i]);
            }
        }
    }

    /** Categories, as unit vectors. */
    record Categories(int symbols, int categories) implements LatentCode {

        @Override
        public int coordinates() {
            return symbols * categories;
        }

        @Override
        public FrequencyTable table(Distribution distribution, int rows, Rounding rounding) {
            double[] logits = ((CategoricalLogits) distribution).logits().readDoubles();
            return letters(logits, rows * symbols, categories, rounding);
        }

        /** Returns tables from logits, which places share in turn where they are fewer. */
        static FrequencyTable letters(double[] logits, int places, int k, Rounding rounding) {
            double[] all = new double[places * k];
            for (int i = 0; i < places; i++) {
                int from = i * k % logits.length;
                double most = Double.NEGATIVE_INFINITY;
                for (int a = 0; a < k; a++) {
                    most = Math.max(most, logits[from + a]);
                }
                for (int a = 0; a < k; a++) {
                    all[i * k + a] = Math.max(Letters.LEAST, logits[from + a] - most);
                }
            }
            return new Letters(rounding.of(all, Letters.SCALE), k, new int[] {k}, new boolean[1]);
        }

        @Override
        public void write(int[] symbols, int from, double[] z, int to) {
            for (int i = 0; i < symbols(); i++) {
                z[to + i * categories + symbols[from + i]] = 1;
            }
        }
    }
}
