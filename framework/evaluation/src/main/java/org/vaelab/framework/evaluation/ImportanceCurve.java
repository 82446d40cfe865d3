// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.ImportancePoint;

/**
 * Gathers the importance-weighted estimates of log p(x) of some data by their number of draws, from
 * the draws of the run's own estimate.
 */
final class ImportanceCurve {

    private final int[] sizes;
    private final double[][] logMeans;
    private final boolean[][] heavy;
    private final boolean[][] notFitted;
    private final AtomicLongArray blocks;

    private ImportanceCurve(int[] sizes, int examples) {
        this.sizes = sizes;
        this.logMeans = new double[sizes.length][examples];
        this.heavy = new boolean[sizes.length][examples];
        this.notFitted = new boolean[sizes.length][examples];
        long[] none = new long[sizes.length];
        Arrays.fill(none, Long.MAX_VALUE);
        this.blocks = new AtomicLongArray(none);
    }

    /** Returns a curve that gathers nothing. */
    static ImportanceCurve none() {
        return new ImportanceCurve(new int[0], 0);
    }

    /**
     * Returns a curve up to the K of the run, exclusive, whose own estimate is that of all draws. If
     * the run chooses K by example, the curve ends with the number of draws that every example has.
     */
    static ImportanceCurve of(EvaluationSettings settings, int examples) {
        int draws = settings.importanceSamples();
        boolean equal = settings.importanceTarget() == null;
        return new ImportanceCurve(DrawBlocks.sizes(equal ? draws : draws + 1), examples);
    }

    /** Returns empty blocks for so many weights of a datum. */
    DrawBlocks start(int draws) {
        return new DrawBlocks(draws, sizes);
    }

    /** Adds the weights of the i-th example; several threads may add different examples. */
    void add(DrawBlocks weights, int i) {
        for (int level = 0; level < sizes.length; level++) {
            logMeans[level][i] = weights.logMean(level);
            blocks.accumulateAndGet(level, weights.blocks(level), Math::min);
            if (ParetoTail.isDefined(sizes[level])) {
                ImportanceWeights first = weights.first(level);
                notFitted[level][i] = !first.isTailFitted();
                heavy[level][i] =
                        !notFitted[level][i]
                                && ImportanceWeights.isUnreliable(first.paretoK(), sizes[level]);
            }
        }
    }

    /**
     * Returns the estimates by number of draws, ascending. The last one is that of the run, if all
     * examples have equally many draws.
     *
     * @param perDatum the estimates of the run
     */
    List<ImportancePoint> points(PerDatum perDatum) {
        int n = perDatum.estimated().length;
        List<ImportancePoint> points = new ArrayList<>();
        if (n == 0) {
            return points;
        }
        for (int level = 0; level < sizes.length; level++) {
            points.add(
                    point(
                            sizes[level],
                            blocks.get(level),
                            logMeans[level],
                            heavy[level],
                            notFitted[level]));
        }
        int draws = perDatum.samples()[0];
        if (Arrays.stream(perDatum.samples()).allMatch(k -> k == draws)
                && (sizes.length == 0 || sizes[sizes.length - 1] < draws)) {
            boolean[] unfitted = new boolean[n];
            boolean[] unreliable = new boolean[n];
            for (int i = 0; i < n && ParetoTail.isDefined(draws); i++) {
                unfitted[i] = !perDatum.tailFitted()[i];
                unreliable[i] = !unfitted[i] && perDatum.isUnreliable(i);
            }
            points.add(point(draws, 1, perDatum.logLikelihood(), unreliable, unfitted));
        }
        return points;
    }

    private static ImportancePoint point(
            int draws, long blocks, double[] logMeans, boolean[] heavy, boolean[] notFitted) {
        Estimate mean = Estimate.ofMean(logMeans, "nats", EstimateKind.LOWER_BOUND, draws);
        double unfitted = share(notFitted);
        boolean hasTails = ParetoTail.isDefined(draws);
        return new ImportancePoint(
                draws,
                blocks,
                logMeans.length,
                mean.value(),
                mean.standardError(),
                hasTails && unfitted < 1 ? share(heavy) : Double.NaN,
                hasTails ? unfitted : Double.NaN);
    }

    private static double share(boolean[] counted) {
        int count = 0;
        for (boolean one : counted) {
            count += one ? 1 : 0;
        }
        return (double) count / counted.length;
    }
}
