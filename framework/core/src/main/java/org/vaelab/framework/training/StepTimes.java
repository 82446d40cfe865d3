// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.Arrays;

/** The wall time of each step; the first, which loads and compiles code, is kept apart. */
final class StepTimes {

    private double[] millis = new double[1024];
    private int count;
    private long started;
    private long firstEnd;
    private boolean firstIsOver;

    void start() {
        started = System.nanoTime();
    }

    /**
     * Ends a step.
     *
     * @param counted whether it is one of those whose time is kept
     * @return its time
     */
    long stop(boolean counted) {
        return stop(counted, 1);
    }

    /**
     * Ends steps that were taken together.
     *
     * @param counted whether they are among those whose time is kept
     * @return the time of each, which is the same of all
     */
    long stop(boolean counted, int steps) {
        long now = System.nanoTime();
        long nanos = (now - started) / steps;
        if (!firstIsOver) {
            firstIsOver = true;
            firstEnd = now;
            return nanos;
        }
        for (int i = 0; counted && i < steps; i++) {
            keep(nanos);
        }
        return nanos;
    }

    private void keep(long nanos) {
        if (count == millis.length) {
            millis = Arrays.copyOf(millis, 2 * count);
        }
        millis[count++] = nanos / 1e6;
    }

    double[] millis() {
        return Arrays.copyOf(millis, count);
    }

    long firstEnd() {
        return firstEnd;
    }
}
