// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

/** Codes values of x that are independent given z: a letter, or that it is missing. */
final class Values {

    private static final int MASK_BITS = 24;

    /** Bits of the length of a count behind an escape. */
    private static final int LENGTH_BITS = 5;

    private final CodedData data;
    private final Letters table;

    /**
     * Makes the tables of a batch.
     *
     * @param logs log p of each letter at each place, [rows, D, letters]; changed
     */
    Values(CodedData data, double[] logs, Rounding rounding) {
        this.data = data;
        int alphabets = data.alphabets().size();
        int[] sizes = new int[alphabets];
        boolean[] escapes = new boolean[alphabets];
        double[][] widths = new double[alphabets][];
        for (int i = 0; i < alphabets; i++) {
            Alphabet alphabet = data.alphabet(i);
            sizes[i] = alphabet.size();
            escapes[i] = alphabet.hasEscape();
            widths[i] = alphabet.logWidths();
        }
        int stride = data.mostLetters();
        for (int place = 0; place * stride < logs.length; place++) {
            int kind = place % alphabets;
            relative(logs, place * stride, sizes[kind], escapes[kind], widths[kind]);
        }
        this.table = new Letters(rounding.of(logs, Letters.SCALE), stride, sizes, escapes);
    }

    /**
     * Adds the widths of letters, and takes all relative to the largest unless there is an escape.
     */
    private static void relative(
            double[] logs, int from, int size, boolean escape, double[] widths) {
        double most = escape ? 0 : Double.NEGATIVE_INFINITY;
        for (int a = 0; a < size; a++) {
            if (widths.length > 0) {
                logs[from + a] += widths[a];
            }
            most = escape ? 0 : Math.max(most, logs[from + a]);
        }
        for (int a = 0; a < size; a++) {
            logs[from + a] = Math.max(Letters.LEAST, logs[from + a] - most);
        }
    }

    void push(Rans rans, int place, int letter) {
        Alphabet alphabet = data.alphabet(place % data.width());
        if (alphabet.hasEscape() && letter >= alphabet.size()) {
            // Elias gamma: the length, then what follows the leading one.
            int rest = letter - alphabet.size() + 1;
            int length = 31 - Integer.numberOfLeadingZeros(rest);
            rans.pushUniform(rest - (1 << length), length);
            rans.pushUniform(length, LENGTH_BITS);
            rans.push(table, place, alphabet.size());
        } else {
            rans.push(table, place, letter);
        }
    }

    int pop(Rans rans, int place) {
        Alphabet alphabet = data.alphabet(place % data.width());
        int letter = rans.pop(table, place);
        if (alphabet.hasEscape() && letter == alphabet.size()) {
            int length = rans.popUniform(LENGTH_BITS);
            if (length > Rans.MOST_BITS) {
                throw new CodeFileException("a count has " + length + " bits");
            }
            letter += (1 << length) + rans.popUniform(length) - 1;
        }
        return letter;
    }

    /** Pushes whether a value is missing. */
    void pushMask(Rans rans, int place, boolean missing) {
        int slots = slots(place);
        if (missing) {
            rans.push(0, slots, MASK_BITS);
        } else if (slots > 0) {
            rans.push(slots, (1 << MASK_BITS) - slots, MASK_BITS);
        }
    }

    boolean popMask(Rans rans, int place) {
        int slots = slots(place);
        boolean missing = rans.slot(MASK_BITS) < slots;
        if (missing) {
            rans.pop(0, slots, MASK_BITS);
        } else if (slots > 0) {
            rans.pop(slots, (1 << MASK_BITS) - slots, MASK_BITS);
        }
        return missing;
    }

    /** Returns how many of the slots of a mask say that a value is missing. */
    private int slots(int place) {
        if (data.missing().length == 0) {
            return 0;
        }
        int missing = data.missing()[place % data.width()];
        int all = 1 << MASK_BITS;
        if (missing == 0 || missing == data.examples()) {
            return missing == 0 ? 0 : all;
        }
        long share = (long) missing * all / data.examples();
        return (int) Math.max(1, Math.min(all - 1, share));
    }
}
