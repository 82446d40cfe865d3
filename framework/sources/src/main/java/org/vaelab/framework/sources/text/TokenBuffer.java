// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.util.Arrays;
import org.vaelab.framework.data.DataException;

/** A growing sequence of token numbers, in two bytes each as long as all fit. */
final class TokenBuffer {
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private char[] narrow = new char[1 << 12];
    private int[] wide = new int[0];
    private boolean isWide;
    private int size;

    /**
     * Appends a token.
     *
     * @throws DataException if there are more than 2^31 tokens
     */
    void add(int token) {
        if (!isWide && token > Character.MAX_VALUE) {
            widen();
        }
        if (size == capacity()) {
            grow();
        }
        if (isWide) {
            wide[size++] = token;
        } else {
            narrow[size++] = (char) token;
        }
    }

    private int capacity() {
        return isWide ? wide.length : narrow.length;
    }

    private void grow() {
        if (size == LARGEST) {
            throw new DataException("a text file of more than " + LARGEST + " tokens");
        }
        int larger = (int) Math.min(LARGEST, size * 3L / 2);
        if (isWide) {
            wide = Arrays.copyOf(wide, larger);
        } else {
            narrow = Arrays.copyOf(narrow, larger);
        }
    }

    private void widen() {
        wide = new int[narrow.length];
        for (int i = 0; i < size; i++) {
            wide[i] = narrow[i];
        }
        narrow = new char[0];
        isWide = true;
    }

    int size() {
        return size;
    }

    int get(int index) {
        return isWide ? wide[index] : narrow[index];
    }

    /** Returns a copy without spare room, in which token k is {@code places[k]}. */
    TokenBuffer replaced(int[] places) {
        TokenBuffer copy = new TokenBuffer();
        boolean fits = Arrays.stream(places).max().orElse(0) <= Character.MAX_VALUE;
        copy.narrow = new char[fits ? size : 0];
        copy.wide = new int[fits ? 0 : size];
        copy.isWide = !fits;
        for (int i = 0; i < size; i++) {
            copy.add(places[get(i)]);
        }
        return copy;
    }
}
