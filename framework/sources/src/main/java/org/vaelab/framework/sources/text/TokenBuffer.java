// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import org.vaelab.framework.data.DataException;

/** A growing sequence of numbers, in at most two bytes each as long as all fit. */
final class TokenBuffer {
    private static final int LARGEST = (1 << 30) - 16;

    /** The lower halves of the numbers, and the upper ones; empty as long as these are zero. */
    private final StringBuilder lower = new StringBuilder();

    private final StringBuilder upper = new StringBuilder();

    /**
     * Appends a number.
     *
     * @throws DataException if there are more than 2^30
     */
    void add(int number) {
        int size = size();
        if (size == LARGEST) {
            throw new DataException("a text file of more than " + LARGEST + " tokens");
        }
        lower.append((char) number);
        if (number > Character.MAX_VALUE || !upper.isEmpty()) {
            upper.setLength(size);
            upper.append((char) (number >>> Character.SIZE));
        }
    }

    int size() {
        return lower.length();
    }

    int get(int index) {
        int low = lower.charAt(index);
        return upper.isEmpty() ? low : upper.charAt(index) << Character.SIZE | low;
    }

    /** Returns a copy without spare room, in which number k is {@code places[k]}. */
    TokenBuffer replaced(int[] places) {
        TokenBuffer copy = new TokenBuffer();
        copy.lower.ensureCapacity(size());
        for (int i = 0; i < size(); i++) {
            copy.add(places[get(i)]);
        }
        copy.lower.trimToSize();
        copy.upper.trimToSize();
        return copy;
    }
}
