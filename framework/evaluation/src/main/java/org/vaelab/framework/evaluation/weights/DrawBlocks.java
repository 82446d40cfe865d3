// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.weights;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.Internal;

/**
 * The importance weights of one datum in disjoint blocks of K draws, for several K at once.
 *
 * <p>The numbers of draws are 1, 2, 5, 10, 20, 50, ... The estimate for K is the mean over blocks
 * of
 *
 * <pre>
 *   log 1/K sum_k w_k
 * </pre>
 *
 * which has the expectation of one block and a smaller variance. Only running sums are kept, and
 * for each K of 21 or more the largest weights of the first block: memory is O(sqrt K).
 */
@Internal
public final class DrawBlocks {

    private final ImportanceWeights all;
    private final List<Level> levels = new ArrayList<>();

    /**
     * Creates empty blocks.
     *
     * @param draws of all weights to come
     * @param sizes from {@link #sizes}
     */
    public DrawBlocks(int draws, int[] sizes) {
        all = new ImportanceWeights(draws);
        for (int size : sizes) {
            levels.add(new Level(size));
        }
    }

    /** Returns 1, 2, 5, 10, 20, 50, ... up to a limit, exclusive. */
    public static int[] sizes(int limit) {
        List<Integer> sizes = new ArrayList<>();
        for (long power = 1; power < limit; power *= 10) {
            for (int factor : new int[] {1, 2, 5}) {
                if (factor * power < limit) {
                    sizes.add((int) (factor * power));
                }
            }
        }
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Adds the weight {@code e^logWeight}. */
    public void add(double logWeight) {
        all.add(logWeight);
        for (Level level : levels) {
            level.add(logWeight);
        }
    }

    /**
     * Adds the weights of an example.
     *
     * @param logWeights arrays [k, B]
     * @param size B
     */
    public void addAll(List<double[]> logWeights, int example, int size) {
        for (double[] drawn : logWeights) {
            for (int k = example; k < drawn.length; k += size) {
                add(drawn[k]);
            }
        }
    }

    /** Returns the weights of all blocks together. */
    public ImportanceWeights all() {
        return all;
    }

    /** Returns the estimate of log p(x) for a number of draws; NaN if no block is full. */
    public double logMean(int level) {
        Level own = levels.get(level);
        return own.blocks == 0 ? Double.NaN : own.sum / own.blocks;
    }

    /** Returns the number of full blocks of a number of draws. */
    public long blocks(int level) {
        return levels.get(level).blocks;
    }

    /** Returns the weights of the first block. */
    public ImportanceWeights first(int level) {
        return levels.get(level).first;
    }

    /** The blocks of one number of draws. */
    private static final class Level {

        private final int size;
        private final ImportanceWeights first;
        private int held;
        private double maximum = Double.NEGATIVE_INFINITY;
        private double scaled;
        private boolean undefined;
        private double sum;
        private long blocks;

        Level(int size) {
            this.size = size;
            this.first = new ImportanceWeights(size);
        }

        void add(double logWeight) {
            if (blocks == 0 && ParetoTail.isDefined(size)) {
                first.add(logWeight);
            }
            gather(logWeight);
            held++;
            if (held == size) {
                sum += logMean();
                blocks++;
                held = 0;
                maximum = Double.NEGATIVE_INFINITY;
                scaled = 0;
                undefined = false;
            }
        }

        private void gather(double logWeight) {
            undefined |= Double.isNaN(logWeight);
            if (undefined || logWeight == Double.NEGATIVE_INFINITY) {
                return;
            }
            if (logWeight > maximum) {
                scaled = scaled * Math.exp(maximum - logWeight) + 1;
                maximum = logWeight;
            } else {
                scaled += Math.exp(logWeight - maximum);
            }
        }

        private double logMean() {
            if (undefined) {
                return Double.NaN;
            }
            return Double.isInfinite(maximum) || size == 1
                    ? maximum
                    : maximum + Math.log(scaled / size);
        }
    }
}
