// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * What turns one sequence of bytes into another: turns of inserting bytes, skipping some of the first and copying some of
 * it, deflated. It is short if the first lies in the second in the same order.
 */
final class Difference {

    /** The fewest bytes that are copied. */
    private static final int FEWEST = 4;

    /** A copy of n bytes may skip n times as many: a chance match of few bytes does not skip much. */
    private static final int SKIPPED_PER_COPIED = 64;

    private static final int HASH_BITS = 18;

    private final byte[] from;
    private final byte[] to;

    /** The first place of each hash that is not passed yet, and the next place of the same hash; -1: none. */
    private final int[] first = new int[1 << HASH_BITS];

    private final int[] next;

    private Difference(byte[] from, byte[] to) {
        this.from = from;
        this.to = to;
        this.next = new int[from.length];
        Arrays.fill(first, -1);
        for (int place = from.length - FEWEST; place >= 0; place--) {
            int hash = hash(from, place);
            next[place] = first[hash];
            first[hash] = place;
        }
    }

    private static int hash(byte[] bytes, int place) {
        int word = 0;
        for (int i = 0; i < FEWEST; i++) {
            word = word << Byte.SIZE | bytes[place + i] & 255;
        }
        return word * 0x9E3779B1 >>> Integer.SIZE - HASH_BITS;
    }

    static byte[] between(byte[] from, byte[] to) {
        try {
            return new Difference(from, to).deflated();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] deflated() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeInt(to.length);
            int read = 0;
            int written = 0;
            for (int place = 0; place < to.length; place++) {
                int start = start(read, place);
                if (start >= 0) {
                    int copied = matching(start, place);
                    write(out, written, place, start - read, copied);
                    read = start + copied;
                    written = place + copied;
                    place = written - 1;
                }
            }
            write(out, written, to.length, 0, 0);
        }
        return bytes.toByteArray();
    }

    private void write(DataOutputStream out, int from, int to, int skipped, int copied)
            throws IOException {
        out.writeInt(to - from);
        out.write(this.to, from, to - from);
        out.writeInt(skipped);
        out.writeInt(copied);
    }

    /** Returns the next place of the first sequence with the bytes at a place of the second; -1: none is near. */
    private int start(int read, int place) {
        if (place > to.length - FEWEST) {
            return -1;
        }
        int hash = hash(to, place);
        while (first[hash] >= 0 && first[hash] < read) {
            first[hash] = next[first[hash]];
        }
        int start = first[hash];
        while (start >= 0 && matching(start, place) < FEWEST) {
            start = next[start];
        }
        boolean isNear =
                start >= 0 && (long) matching(start, place) * SKIPPED_PER_COPIED >= start - read;
        return isNear ? start : -1;
    }

    private int matching(int start, int place) {
        int end = Math.min(from.length - start, to.length - place);
        int mismatch = Arrays.mismatch(from, start, start + end, to, place, place + end);
        return mismatch < 0 ? end : mismatch;
    }

    /**
     * Returns the second sequence.
     *
     * @throws CodeFileException if this is not the difference from the first
     */
    static byte[] apply(byte[] from, byte[] difference) {
        try (DataInputStream in =
                new DataInputStream(
                        new InflaterInputStream(new ByteArrayInputStream(difference)))) {
            byte[] to = new byte[in.readInt()];
            int read = 0;
            for (int written = 0; ; ) {
                int inserted = in.readInt();
                in.readFully(to, written, inserted);
                read += in.readInt();
                int copied = in.readInt();
                System.arraycopy(from, read, to, written + inserted, copied);
                read += copied;
                written += inserted + copied;
                if (copied == 0) {
                    return to;
                }
            }
        } catch (IOException | IndexOutOfBoundsException e) {
            throw new CodeFileException("what is coded beside the model does not fit: " + e, e);
        }
    }
}
