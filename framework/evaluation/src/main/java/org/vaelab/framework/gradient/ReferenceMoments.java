// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.gradient;

import java.util.Arrays;

/**
 * Means of the gradients of a reference: of the first half of its draws, and of each block of the
 * second. That is a copy of the parameters and one for each block.
 */
final class ReferenceMoments {

    private final SplitDraws halves;
    private final double[] first;
    private final double[][] blocks;
    private int seen;

    ReferenceMoments(int size, SplitDraws halves) {
        this.halves = halves;
        this.first = new double[size];
        this.blocks = new double[halves.blocks()][size];
    }

    void add(double[] gradient) {
        boolean isInFirst = halves.isInFirst(seen);
        double[] mean = isInFirst ? first : blocks[halves.block(seen)];
        double share = 1.0 / (isInFirst ? halves.first() : halves.sizeOf(halves.block(seen)));
        for (int i = 0; i < mean.length; i++) {
            mean[i] += share * gradient[i];
        }
        seen++;
    }

    int draws() {
        return halves.draws();
    }

    double[] first() {
        return first;
    }

    int blocks() {
        return blocks.length;
    }

    /** Returns the mean of a block of the second half. */
    double[] block(int index) {
        return blocks[index];
    }

    /** Returns |E[r]| in a group; 0 where the estimate of its square is negative. */
    double norm(ParameterGroups.Group group) {
        double square =
                Arrays.stream(blocks)
                        .mapToDouble(block -> group.dot(first, block))
                        .average()
                        .orElseThrow();
        return Math.sqrt(Math.max(0, square));
    }
}
