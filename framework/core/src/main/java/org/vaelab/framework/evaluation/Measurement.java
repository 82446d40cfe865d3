// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import org.vaelab.framework.record.Estimate;

/** What came of the wish to measure something: a number, or the reason why there is none. */
public sealed interface Measurement {

    /**
     * A number.
     *
     * @param estimate with its error and kind
     * @param examples the number of data behind it
     */
    record Measured(Estimate estimate, int examples) implements Measurement {}

    /**
     * No number.
     *
     * @param reason why it is not defined for this model, these data or these settings
     */
    record Absent(String reason) implements Measurement {}
}
