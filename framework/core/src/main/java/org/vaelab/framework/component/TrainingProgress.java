// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.component;

/**
 * How far training has come.
 *
 * @param step the global step, which counts from 0 and never from the start of an epoch
 * @param steps the number of steps planned, at least 1
 */
public record TrainingProgress(long step, long steps) {

    public TrainingProgress {
        if (step < 0 || steps < 1) {
            throw new IllegalArgumentException("step " + step + " of " + steps);
        }
    }
}
