// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.Closeable;
import org.vaelab.framework.record.PlannedRun;

/** A run at which this process works, as far as others can see. */
public final class WorkingRun {

    private WorkingRun() {}

    /** Begins to work, until what is returned is closed. */
    public static Closeable at(ComparisonLock lock, PlannedRun run) {
        return lock.working(run);
    }
}
