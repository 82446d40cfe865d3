// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.Locale;

/** The state of a run. */
public enum RunState {
    /** Trained and evaluated to the end. */
    DONE,
    /** Stopped by an error, which its record holds. */
    FAILED,
    /** A process executes it now. */
    RUNNING,
    /** Started, but no process executes it now; it resumes from its checkpoint. */
    BEGUN,
    LEFT;

    /** Returns whether work is left. A failed run has none. */
    public boolean isOpen() {
        return this == RUNNING || this == BEGUN || this == LEFT;
    }

    /** Returns the name in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
