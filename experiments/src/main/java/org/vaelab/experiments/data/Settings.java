// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;

/** Checks that the settings records share. */
final class Settings {
    private Settings() {}

    /** Refuses a setting that the config left out. */
    static void require(String source, String key, @Nullable Object value) {
        if (value == null) {
            throw new DataException("source " + source + ": " + key + " is missing");
        }
    }

    /** Refuses an integer outside a closed range. */
    static void requireRange(String source, String key, long value, long min, long max) {
        if (value < min || value > max) {
            throw new DataException(
                    "source "
                            + source
                            + ": "
                            + key
                            + " is "
                            + value
                            + ", expected "
                            + min
                            + ".."
                            + max);
        }
    }
}
