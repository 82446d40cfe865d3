// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.bound;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntUnaryOperator;
import java.util.function.ObjIntConsumer;
import org.vaelab.framework.Internal;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.evaluation.weights.DrawBlocks;
import org.vaelab.framework.evaluation.weights.ParetoTail;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.ImportancePoint;

/**
 * Gathers the importance-weighted estimates of log p(x) of some data by their number of draws, from
 * the draws of the run's own estimate.
 */
@Internal
public final class ImportanceCurve {

    private final int[] sizes;
    private final PerDatum[] levels;
    private final AtomicLongArray blocks;

    private ImportanceCurve(int[] sizes, int examples) {
        this.sizes = sizes;
        this.levels = new PerDatum[sizes.length];
        Arrays.setAll(levels, level -> PerDatum.of(new double[0], new int[examples]));
        long[] none = new long[sizes.length];
        Arrays.fill(none, Long.MAX_VALUE);
        this.blocks = new AtomicLongArray(none);
    }

    /** Returns a curve that gathers nothing. */
    public static ImportanceCurve none() {
        return new ImportanceCurve(new int[0], 0);
    }

    /**
     * Returns a curve up to the K of the run, exclusive, whose own estimate is that of all draws.
     * If the run chooses K by example, the curve ends with the number of draws that every example
     * has.
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

    /**
     * Returns what sets the estimates of examples from their weights, and adds these to this curve.
     *
     * @param draws K
     * @param place from the number of an example among those that are weighed to its own
     */
    ObjIntConsumer<DrawBlocks> setting(PerDatum estimates, int draws, IntUnaryOperator place) {
        return (weights, i) -> {
            estimates.estimate(place.applyAsInt(i), weights.all(), draws);
            add(weights, place.applyAsInt(i));
        };
    }

    /** Adds the weights of the i-th example; several threads may add different examples. */
    private void add(DrawBlocks weights, int i) {
        for (int level = 0; level < sizes.length; level++) {
            levels[level].estimate(i, weights.first(level), sizes[level]);
            levels[level].logLikelihood()[i] = weights.logMean(level);
            blocks.accumulateAndGet(level, weights.blocks(level), Math::min);
        }
    }

    /**
     * Returns the estimates by number of draws, ascending. The last one is that of the run, if all
     * examples have equally many draws.
     *
     * @param perDatum the estimates of the run
     */
    List<ImportancePoint> points(PerDatum perDatum) {
        List<ImportancePoint> points = new ArrayList<>();
        if (perDatum.estimated().length == 0) {
            return points;
        }
        for (int level = 0; level < sizes.length; level++) {
            points.add(point(sizes[level], blocks.get(level), levels[level]));
        }
        int draws = perDatum.samples()[0];
        if (Arrays.stream(perDatum.samples()).allMatch(k -> k == draws)
                && (sizes.length == 0 || sizes[sizes.length - 1] < draws)) {
            points.add(point(draws, 1, perDatum));
        }
        return points;
    }

    private static ImportancePoint point(int draws, long blocks, PerDatum of) {
        Estimate mean =
                Estimate.ofMean(of.logLikelihood(), "nats", EstimateKind.LOWER_BOUND, draws);
        boolean hasTails = ParetoTail.isDefined(draws);
        double unfitted = hasTails ? share(of.withoutTail()) : Double.NaN;
        return new ImportancePoint(
                draws,
                blocks,
                of.logLikelihood().length,
                mean.value(),
                mean.standardError(),
                unfitted < 1 ? share(of.heavyTail()) : Double.NaN,
                unfitted);
    }

    private static double share(double[] counted) {
        return Arrays.stream(counted).average().orElseThrow();
    }
}
