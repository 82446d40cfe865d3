// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The whole numbers in the first directory of a TIFF file (TIFF 6.0, section 2), or of EXIF data,
 * which have the same form.
 */
final class TiffFields {

    private static final int ENTRY = 12;
    private static final int SHORT = 3;
    private static final int MOST_VALUES = 8;

    private final ByteBuffer data;
    private final int first;
    private final int end;

    TiffFields(ByteBuffer from) {
        ByteOrder order =
                from.get(from.position()) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        data = from.slice().order(order);
        first = data.getInt(4) + Short.BYTES;
        end = first + ENTRY * data.getShort(first - Short.BYTES);
    }

    /** Returns the orientation that EXIF data tell, 1 to 8, or 1 if they are damaged. */
    static int orientation(ByteBuffer exif) {
        try {
            return new TiffFields(exif).orientation();
        } catch (RuntimeException e) {
            return 1;
        }
    }

    /** Returns the orientation, 1 to 8. */
    int orientation() {
        return values(274, 1)[0];
    }

    /**
     * Returns the values of a field, at most the first eight.
     *
     * @param absent what they are if the directory has none
     */
    int[] values(int tag, int... absent) {
        for (int at = first; at < end; at += ENTRY) {
            if (data.getShort(at) == (short) tag) {
                boolean isShort = data.getShort(at + 2) == SHORT;
                int bytes = isShort ? Short.BYTES : Integer.BYTES;
                int count = Math.min(data.getInt(at + 4), MOST_VALUES);
                int from = count * bytes <= Integer.BYTES ? at + 8 : data.getInt(at + 8);
                return IntStream.range(0, count)
                        .map(i -> from + i * bytes)
                        .map(i -> isShort ? data.getShort(i) & 0xffff : data.getInt(i))
                        .toArray();
            }
        }
        return absent;
    }

    /** Returns whether all values of a field are the same, one of those that are allowed. */
    boolean are(int tag, int absent, int... allowed) {
        int[] values = values(tag, absent);
        return Arrays.stream(values).allMatch(value -> value == values[0])
                && Arrays.stream(allowed).anyMatch(value -> value == values[0]);
    }

    /** Returns whether no other image follows. */
    boolean isLast() {
        return data.getInt(end) == 0;
    }
}
