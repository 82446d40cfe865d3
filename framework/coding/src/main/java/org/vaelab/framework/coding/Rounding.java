// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

import java.util.Arrays;

/**
 * Rounds numbers that a network computed to whole steps of a grid, so that encoder and decoder
 * agree to the last bit although floating point differs between machines.
 *
 * <pre>
 *   k = round(v s - o)
 * </pre>
 *
 * <p>A number near the middle between two steps could be rounded either way. So the encoder chooses
 * the offset o of each group of numbers among {@value #OFFSETS}: the first one under which every
 * number of the group stays clear of a middle by {@value #TOLERANCE} of its size. The number of the
 * offset is coded; it is nearly always 0, at a cost of 0.006 bits a group.
 */
final class Rounding {

    /** The relative difference of numbers on two machines that is allowed for. */
    static final double TOLERANCE = 1e-10;

    /** Numbers in a group. */
    static final int GROUP = 1024;

    private static final int OFFSET_BITS = 12;
    private static final int OFFSETS = 1 << OFFSET_BITS;
    private static final int BITS = 20;
    private static final double GOLDEN = 0.6180339887498949;

    private final boolean reads;
    private final Rans rans;
    private int[] chosen = new int[16];
    private int count;

    private final double tolerance;

    private Rounding(boolean reads, Rans rans, double tolerance) {
        this.reads = reads;
        this.rans = rans;
        this.tolerance = tolerance;
    }

    /**
     * Chooses offsets, which {@link #flush} pushes.
     *
     * @param tolerance usually {@link #TOLERANCE}; 0 where no other machine is to decode
     */
    static Rounding choosing(Rans rans, double tolerance) {
        return new Rounding(false, rans, tolerance);
    }

    /** Pops offsets. */
    static Rounding reading(Rans rans) {
        return new Rounding(true, rans, 0);
    }

    /** Returns whole steps. */
    int[] of(double[] values, double scale) {
        int[] steps = new int[values.length];
        for (int from = 0; from < values.length; from += GROUP) {
            int to = Math.min(values.length, from + GROUP);
            int offset = 0;
            if (reads) {
                offset = pop();
                round(values, scale, offset, from, to, steps);
            } else {
                while (!round(values, scale, offset, from, to, steps)) {
                    offset++;
                    if (offset == OFFSETS) {
                        throw new IllegalArgumentException(
                                "no offset of the grid keeps %s parameters clear of its boundaries"
                                        .formatted(to - from));
                    }
                }
                add(offset);
            }
        }
        return steps;
    }

    private boolean round(
            double[] values, double scale, int offset, int from, int to, int[] steps) {
        double shift = 0.5 - offset * GOLDEN % 1;
        boolean clear = true;
        for (int i = from; i < to; i++) {
            double scaled = values[i] * scale;
            double step = Math.floor(scaled + shift);
            double rest = scaled + shift - step;
            double near = tolerance * (scale + Math.abs(scaled));
            clear &= rest >= near && rest <= 1 - near;
            steps[i] = (int) step;
        }
        return clear;
    }

    private void add(int offset) {
        if (count == chosen.length) {
            chosen = Arrays.copyOf(chosen, 2 * count);
        }
        chosen[count++] = offset;
    }

    /**
     * Pushes the offsets that were chosen since the last time; does nothing where they are popped.
     */
    void flush() {
        while (count > 0) {
            int offset = chosen[--count];
            rans.push(offset == 0 ? 0 : first(offset), offset == 0 ? first(1) : 1, BITS);
        }
    }

    private int pop() {
        int slot = rans.slot(BITS);
        int offset = slot < first(1) ? 0 : slot - first(1) + 1;
        rans.pop(offset == 0 ? 0 : slot, offset == 0 ? first(1) : 1, BITS);
        return offset;
    }

    /** The first slot of an offset other than 0. */
    private static int first(int offset) {
        return (1 << BITS) - OFFSETS + offset;
    }
}
