// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Locale;

/**
 * Decides which data are read into memory, and which stay on disk. A table may take a quarter of the
 * Java heap. The system property {@value #PROPERTY} sets another limit, in MiB; 0 leaves all on disk
 * that can stay there.
 */
public final class Residence {

    /** Sets how many MiB a table may take in memory. */
    public static final String PROPERTY = "vaelab.data.memory";

    private static final int SHARE_OF_HEAP = 4;
    private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private Residence() {}

    /** Returns the number of bytes that a table may take. */
    public static long limit() {
        Long mebibytes = Long.getLong(PROPERTY);
        return mebibytes == null
                ? Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP
                : mebibytes << 20;
    }

    /**
     * Returns whether a table is read into memory.
     *
     * @param bytesPerValue in memory
     */
    public static boolean inMemory(Rows rows, int bytesPerValue) {
        long values = (long) rows.size() * rows.width();
        return values <= LONGEST_ARRAY && values * bytesPerValue <= limit();
    }

    /** Tells a user that data stay on disk. */
    static String remark(Examples examples) {
        return String.format(
                Locale.ROOT,
                "%,d examples of %,d values stay on disk and are read in blocks, because memory for"
                        + " data is limited to %,d MiB (-D%s=MIB changes it; default: a quarter of"
                        + " the heap, -Xmx)",
                examples.size(),
                examples.width(),
                limit() >> 20,
                PROPERTY);
    }
}
