// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.progress;

/** How far a run is. */
public enum RunState {
    /** Trained and evaluated to the end. */
    DONE,
    /** Stopped by an error, which its record holds. */
    FAILED,
    /** Carried out by a process now. */
    RUNNING,
    /** Begun, but no process carries it out now; it continues after its checkpoint. */
    BEGUN,
    /** Not begun. */
    LEFT;

    /** Returns whether something is still to be done, which a failed run does not count for. */
    public boolean isOpen() {
        return this == RUNNING || this == BEGUN || this == LEFT;
    }
}
