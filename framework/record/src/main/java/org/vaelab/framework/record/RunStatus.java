// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a run ended. */
public enum RunStatus {
    /** Trained and evaluated to the end. */
    COMPLETED,
    /** Stopped by an error, which the record holds. */
    FAILED;

    @JsonValue
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
