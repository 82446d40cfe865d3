// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a run failed.
 *
 * @param step the training step at which it failed, counted from 1; 0 before the first step
 * @param cause what went wrong, in a sentence that a researcher can act on
 * @param reproduce the command that reproduces the failure
 * @param remedy what to do where the failure is not one of the run, such as with a full disk; null
 *     where it can be reproduced
 */
public record Failure(
        long step,
        String cause,
        String reproduce,
        @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable String remedy) {

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

    public Failure(long step, String cause, String reproduce) {
        this(step, cause, reproduce, null);
    }

    public String advice() {
        return remedy == null ? "reproduce with: " + reproduce : remedy;
    }
}
