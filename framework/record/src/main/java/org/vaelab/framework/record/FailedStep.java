// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.Objects;

/**
 * A training step that met a number that is not finite: the content of {@code
 * failure/failure.json}. The state before it and its batch are beside it.
 *
 * @param schema the version of this layout, {@value #SCHEMA}
 * @param step the step, counted from 1; 0 before the first step
 * @param stepsBefore the number of steps done in the saved state
 * @param phase the phase of training
 * @param place where the number was found, such as {@code loss} or {@code update}
 * @param cause which numbers are not finite
 * @param key the random key of the step
 */
public record FailedStep(
        int schema,
        long step,
        long stepsBefore,
        String phase,
        String place,
        String cause,
        String key) {

    /** The layout that this version writes. */
    public static final int SCHEMA = 1;

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if the schema is unknown
     */
    public FailedStep {
        RecordMapper.requireSchema(schema, SCHEMA);
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(key, "key");
    }

    /** Returns whether it was found in the bound on validation data, after a step. */
    public boolean afterValidation() {
        return place.equals("validation");
    }
}
