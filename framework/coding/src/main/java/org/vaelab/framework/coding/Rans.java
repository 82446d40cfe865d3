// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

import java.util.Arrays;

/**
 * A stack of symbols as an entropy coder: range asymmetric numeral systems (rANS; Duda 2013) with a
 * state of 64 bits, which gives off and takes words of 32 bits. A symbol of frequency f among 2^b
 * adds {@code b - log2 f} bits, and popping undoes a push exactly.
 *
 * <p>Below the symbols lies an endless pad of fixed pseudo-random words, so that popping never
 * fails. What bits-back coding takes from there are its start bits ({@link #padWords}).
 */
final class Rans {

    /** The largest b of a table. */
    static final int MOST_BITS = 30;

    private static final long LEAST = 1L << 31;
    private static final long LOW_WORD = 0xffffffffL;

    private long state;
    private int[] words;
    private int size;
    private int pad;

    private Rans(long state, int[] words) {
        this.state = state;
        this.words = words;
        this.size = words.length;
    }

    /** Returns a stack with nothing but the pad. */
    static Rans empty() {
        return new Rans(start(), new int[0]);
    }

    /**
     * Returns a stack from {@link #state} and {@link #words}.
     *
     * @throws CodeFileException if there is no such state
     */
    static Rans of(long state, int[] words) {
        if (state < LEAST) {
            throw new CodeFileException("its coder has no state " + state);
        }
        return new Rans(state, words.clone());
    }

    private static long start() {
        return LEAST | (padWord(-1) >>> 1);
    }

    private static long padWord(int index) {
        long z = (index + 2L) * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return (z ^ (z >>> 31)) & LOW_WORD;
    }

    long state() {
        return state;
    }

    int[] words() {
        return Arrays.copyOf(words, size);
    }

    /** Returns how many words of the pad were taken. */
    int padWords() {
        return pad;
    }

    /** Returns the bits that can be popped before more of the pad is taken. */
    double onStack() {
        return 32.0 * size;
    }

    /** Returns the bits on the stack above the pad; negative if symbols were taken from the pad. */
    double bits() {
        return 32.0 * (size - pad)
                + (Math.log((double) state) - Math.log((double) start())) / Math.log(2);
    }

    /**
     * Returns whether this is what {@link #empty} was after so many words of its pad were taken and
     * put back. A decoder ends so.
     */
    boolean isPad(int taken) {
        boolean equal = state == start() && size == taken;
        for (int i = 0; equal && i < taken; i++) {
            // The word that was taken last came back first.
            equal = (words[taken - 1 - i] & LOW_WORD) == padWord(i);
        }
        return equal;
    }

    /** Pushes a symbol whose slots are {@code start} to {@code start + frequency - 1} of 2^bits. */
    void push(int start, int frequency, int bits) {
        if (frequency == 1 << bits) {
            return;
        }
        if (state >= ((LEAST >>> bits) << 32) * frequency) {
            if (size == words.length) {
                words = Arrays.copyOf(words, Math.max(1024, 2 * size));
            }
            words[size++] = (int) state;
            state >>>= 32;
        }
        long whole = state / frequency;
        state = (whole << bits) + (state - whole * frequency) + start;
    }

    /** Returns the slot of the symbol on top, which {@link #pop} then removes. */
    int slot(int bits) {
        return (int) (state & ((1L << bits) - 1));
    }

    void pop(int start, int frequency, int bits) {
        if (frequency == 1 << bits) {
            return;
        }
        state = frequency * (state >>> bits) + slot(bits) - start;
        if (state < LEAST) {
            long word = size > 0 ? words[--size] & LOW_WORD : padWord(pad++);
            state = state << 32 | word;
        }
    }

    /** Pushes one of 2^bits symbols of equal frequency. */
    void pushUniform(int symbol, int bits) {
        push(symbol, 1, bits);
    }

    int popUniform(int bits) {
        int symbol = slot(bits);
        pop(symbol, 1, bits);
        return symbol;
    }

    /** Pushes a symbol under a table. */
    void push(FrequencyTable table, int place, int symbol) {
        table.locate(place, symbol);
        push(table.start, table.frequency, table.bits);
    }

    int pop(FrequencyTable table, int place) {
        int symbol = table.find(place, slot(table.bits));
        pop(table.start, table.frequency, table.bits);
        return symbol;
    }
}
