// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.Locale;

/** The text of a progress bar. */
final class ProgressBar {

    private static final int LONGEST_NAME = 24;
    private static final int SHORTEST = 10;
    private static final int LONGEST = 40;

    private ProgressBar() {}

    /**
     * Returns a name, the share that is done as a percentage and as a bar, and further facts.
     *
     * @param facts what stands behind the bar
     * @param width how long the text should be at most; long facts may exceed it
     */
    static String of(String name, long done, long all, String facts, int width) {
        double share = all == 0 ? 0 : Math.min(1, done / (double) all);
        String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
        String head = String.format(Locale.ROOT, "%s %3d %% ", shown, (int) (100 * share));
        int room = width - head.length() - facts.length() - "[] ".length();
        int length = Math.max(SHORTEST, Math.min(LONGEST, room));
        int filled = (int) (share * length);
        return head + "[" + "=".repeat(filled) + " ".repeat(length - filled) + "] " + facts;
    }
}
