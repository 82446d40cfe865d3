// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The factors of an estimate of energy, where it was not measured.
 *
 * @param processor watts of a busy processor; null if energy of processors is not estimated
 * @param device watts of an accelerator that is held; null if its energy is not estimated
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Watts(
        @JsonProperty(required = false) @Nullable Double processor,
        @JsonProperty(required = false) @Nullable Double device) {

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if a factor is not positive and finite
     */
    public Watts {
        requirePositive("processorWatts", processor);
        requirePositive("deviceWatts", device);
    }

    /**
     * Checks a factor, if there is one.
     *
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public static void requirePositive(String key, @Nullable Double watts) {
        if (watts != null && !(watts > 0 && watts < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(key + " must be positive, but is " + watts);
        }
    }

    /** Returns the estimate of what was not measured, in joules; NaN if a factor or a time is not known. */
    public double joules(Compute of) {
        return joules(of, Compute.PROCESSOR, of.processorSeconds(), processor)
                + joules(of, Compute.DEVICE, of.deviceSeconds(), device);
    }

    private static double joules(Compute of, String meter, double seconds, @Nullable Double watts) {
        if (seconds == 0 || of.joules().containsKey(meter)) {
            return 0;
        }
        return watts == null ? Double.NaN : seconds * watts;
    }
}
