// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.matching;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.evaluation.matching.WeightedMoments.Step;
import org.vaelab.framework.evaluation.weights.ImportanceWeights;
import org.vaelab.framework.evaluation.weights.ParetoTail;

/**
 * The adaptation of the draws of one example: a map of them is proposed, its weights are judged,
 * and so on until none is left to propose.
 */
final class MomentAdaptation {

    /** Draws for each dimension, from which on a covariance is matched. */
    private static final int DRAWS_PER_DIMENSION = 10;

    private final double[] start;
    private final double[] logQ;
    private AffineMap map;
    private AffineMap candidate;
    private double[] draws;
    private double[] logWeights;
    private double paretoK;
    private Step step = Step.MEAN;
    private int stepsLeft;
    private boolean open;
    private boolean moved;

    /**
     * Starts with the draws of q.
     *
     * @param steps most maps to accept
     * @param start S draws of R^D, one after the other
     * @param logQ their log-densities
     * @param logJoint log p(x, z) of them
     */
    MomentAdaptation(int steps, double[] start, double[] logQ, double[] logJoint) {
        this.start = start;
        this.logQ = logQ;
        this.stepsLeft = steps;
        this.map = AffineMap.identity(start.length / logQ.length);
        this.candidate = map;
        this.draws = start;
        this.logWeights = weights(logJoint);
        this.paretoK = paretoK(logWeights);
        this.open = !Double.isNaN(paretoK);
        propose();
    }

    boolean isOpen() {
        return open;
    }

    /** Returns the draws to judge next. */
    double[] candidate() {
        return candidate.of(start);
    }

    /** Returns the map; empty if no step lowered k-hat. */
    Optional<AffineMap> found() {
        return moved ? Optional.of(map) : Optional.empty();
    }

    /**
     * Accepts or rejects the candidate.
     *
     * @param logJoint log p(x, z) of its draws
     */
    void judge(double[] logJoint) {
        if (!open) {
            return;
        }
        double[] found = weights(logJoint);
        double shape = paretoK(found);
        if (shape < paretoK) {
            map = candidate;
            moved = true;
            draws = map.of(start);
            logWeights = found;
            paretoK = shape;
            stepsLeft--;
            open = stepsLeft > 0;
            step = Step.MEAN;
        } else {
            advance();
        }
        propose();
    }

    private void advance() {
        Optional<Step> next = step.next().filter(s -> s != Step.COVARIANCE || hasCovariance());
        open = next.isPresent();
        step = next.orElse(step);
    }

    private boolean hasCovariance() {
        return logQ.length >= DRAWS_PER_DIMENSION * map.width();
    }

    /** Sets the next candidate; without one, adaptation is over. */
    private void propose() {
        if (!open) {
            candidate = map;
            return;
        }
        double[] smoothed = normalized(ParetoTail.smoothed(logWeights));
        WeightedMoments own = WeightedMoments.ofEqual(draws, logQ.length);
        WeightedMoments target = WeightedMoments.of(draws, smoothed);
        Optional<AffineMap> next = own.mapTo(target, step);
        while (next.isEmpty() && open) {
            advance();
            next = own.mapTo(target, step);
        }
        candidate = next.map(map::then).orElse(map);
    }

    private double[] weights(double[] logJoint) {
        double logDeterminant = candidate.logDeterminant();
        return IntStream.range(0, logQ.length)
                .mapToDouble(s -> logJoint[s] + logDeterminant - logQ[s])
                .toArray();
    }

    private static double paretoK(double[] logWeights) {
        ImportanceWeights weights = new ImportanceWeights(logWeights.length);
        Arrays.stream(logWeights).forEach(weights::add);
        return weights.paretoK();
    }

    private static double[] normalized(double[] logWeights) {
        double largest = Arrays.stream(logWeights).max().orElseThrow();
        double[] weights = Arrays.stream(logWeights).map(w -> Math.exp(w - largest)).toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }
}
