// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Locale;
import java.util.Optional;

/**
 * Decides which data are read into memory, and which stay on disk. A table may take a quarter of
 * the Java heap. The system property {@value #PROPERTY} sets another limit, in MiB; 0 leaves all on
 * disk that can stay there.
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
     * Returns whether so many values are kept in one array.
     *
     * @param bytesPerValue in memory
     */
    public static boolean fits(long values, int bytesPerValue) {
        return values <= LONGEST_ARRAY && values * bytesPerValue <= limit();
    }

    /** Reads rows into memory if they fit. */
    static Examples load(DataRows rows, ValueDomain domain, ValuePrecision precision) {
        boolean inBytes = StoredValues.isOfBytes(domain);
        ValuePrecision kept =
                rows.precision() == ValuePrecision.DOUBLE ? precision : ValuePrecision.SINGLE;
        int bytes = inBytes ? 1 : kept == ValuePrecision.DOUBLE ? Double.BYTES : Float.BYTES;
        Examples where = Examples.of(rows, domain);
        if (!fits((long) rows.size() * rows.width(), bytes)) {
            return where.in(precision);
        }
        Optional<byte[]> levels = inBytes ? levels(rows, domain) : Optional.empty();
        return levels.map(held -> Examples.bytes(rows.width(), held, domain).in(precision))
                .orElseGet(() -> Examples.of(RowBytes.of(rows, kept), domain));
    }

    /** Returns bits or grey levels; empty if a value is none, or missing. */
    private static Optional<byte[]> levels(DataRows rows, ValueDomain domain) {
        int width = rows.width();
        byte[] levels = new byte[rows.size() * width];
        double[] row = new double[width];
        for (int i = 0; i < rows.size(); i++) {
            if (rows instanceof PackedRows packed && packed.layout().isGreyBytes()) {
                packed.readLevels(i, levels, i * width);
                continue;
            }
            rows.read(i, row, 0);
            for (int j = 0; j < width; j++) {
                if (!domain.contains(row[j])) {
                    return Optional.empty();
                }
                levels[i * width + j] = StoredValues.level(domain, row[j]);
            }
        }
        return Optional.of(levels);
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
