// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.record.Estimate;

/** What came of the wish to measure something: a number, or the reason why there is none. */
public sealed interface Measurement {

    /**
     * A number.
     *
     * @param estimate with its error and kind
     * @param examples the number of data behind it
     * @param parts what it consists of, by name, such as the latent variables of a hierarchy: a record
     *     has them under the name of the metric, a dot and their own. Most numbers have none
     */
    record Measured(Estimate estimate, int examples, Map<String, Estimate> parts)
            implements Measurement {

        /** Copies the map in its order. */
        public Measured {
            parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        }

        /** A number without parts. */
        public Measured(Estimate estimate, int examples) {
            this(estimate, examples, Map.of());
        }
    }

    /**
     * No number.
     *
     * @param reason why it is not defined for this model, these data or these settings
     */
    record Absent(String reason) implements Measurement {}
}
