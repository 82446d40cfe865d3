// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one run leaves behind: the content of {@code result.json}.
 *
 * @param schema the version of this layout, {@value #SCHEMA}
 * @param model the name of the model in the config
 * @param variant the name of its variant
 * @param seed the seed of the run
 * @param status how it ended
 * @param metrics what was measured, by name, in order; of a failed run what was measured before
 * @param timing what it cost
 * @param provenance where it came from
 * @param failure why it failed; null exactly if it completed
 */
public record RunRecord(
        int schema,
        String model,
        String variant,
        long seed,
        RunStatus status,
        Map<String, Estimate> metrics,
        Timing timing,
        Provenance provenance,
        @Nullable Failure failure) {

    /** The layout that this version writes. */
    public static final int SCHEMA = 1;

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if the schema is unknown, if status and failure contradict
     *     each other, or if the seed differs from the provenance's
     */
    public RunRecord {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException(
                    "schema " + schema + " is not known here; this version reads schema " + SCHEMA);
        }
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(variant, "variant");
        Objects.requireNonNull(status, "status");
        metrics = InOrder.copy(metrics, "metrics");
        Objects.requireNonNull(timing, "timing");
        Objects.requireNonNull(provenance, "provenance");
        if ((status == RunStatus.FAILED) != (failure != null)) {
            throw new IllegalArgumentException(
                    "status is " + status.jsonName() + " but failure is " + failure);
        }
        if (seed != provenance.seed()) {
            throw new IllegalArgumentException(
                    "seed is " + seed + " but the provenance says " + provenance.seed());
        }
    }

    /** Returns the record of a run that trained and evaluated to the end. */
    public static RunRecord completed(
            String model,
            String variant,
            Map<String, Estimate> metrics,
            Timing timing,
            Provenance provenance) {
        return new RunRecord(
                SCHEMA,
                model,
                variant,
                provenance.seed(),
                RunStatus.COMPLETED,
                metrics,
                timing,
                provenance,
                null);
    }

    /** Returns the record of a run that an error stopped. */
    public static RunRecord failed(
            String model,
            String variant,
            Map<String, Estimate> metrics,
            Timing timing,
            Provenance provenance,
            Failure failure) {
        return new RunRecord(
                SCHEMA,
                model,
                variant,
                provenance.seed(),
                RunStatus.FAILED,
                metrics,
                timing,
                provenance,
                Objects.requireNonNull(failure, "failure"));
    }

    /**
     * Returns this record without timing and {@link Provenance#execution}: of two equal runs these
     * are equal, and so are the bytes that {@link RecordMapper} writes for them.
     */
    public RunRecord withoutVolatile() {
        return new RunRecord(
                schema,
                model,
                variant,
                seed,
                status,
                metrics,
                Timing.unknown(),
                provenance.withoutVolatile(),
                failure);
    }
}
