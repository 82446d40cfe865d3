// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.Objects;

/**
 * Why a run failed.
 *
 * @param step the training step at which it failed, counted from 1; 0 before the first step
 * @param cause what went wrong, in a sentence that a researcher can act on
 * @param reproduce the command that reproduces the failure
 */
public record Failure(long step, String cause, String reproduce) {

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if the step is negative
     */
    public Failure {
        if (step < 0) {
            throw new IllegalArgumentException("step must be >= 0, but is " + step);
        }
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(reproduce, "reproduce");
    }
}
