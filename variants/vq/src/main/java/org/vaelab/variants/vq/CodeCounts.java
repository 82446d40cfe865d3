// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

/** How often each code of a codebook was used. */
final class CodeCounts {

    private final long[] counts;

    CodeCounts(int codes) {
        counts = new long[codes];
    }

    void add(int code, long times) {
        counts[code] += times;
    }

    /** Returns {@code e^H} in codes, H the entropy of the empirical distribution; NaN without any. */
    double perplexity() {
        double total = 0;
        for (long count : counts) {
            total += count;
        }
        double entropy = 0;
        for (long count : counts) {
            entropy -= count == 0 ? 0 : count / total * Math.log(count / total);
        }
        return total == 0 ? Double.NaN : Math.exp(entropy);
    }

    /** Returns the share of codes that were used at all. */
    double usage() {
        int used = 0;
        for (long count : counts) {
            used += count > 0 ? 1 : 0;
        }
        return (double) used / counts.length;
    }
}
