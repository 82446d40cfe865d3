// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import org.jspecify.annotations.Nullable;

/** The largest resident memory of this process so far, native memory included. */
final class PeakMemory {

    private PeakMemory() {}

    /** Returns MiB, or NaN where the system does not tell. */
    static double mebibytes() {
        @Nullable String highWater = SystemFacts.process().get("VmHWM");
        return highWater == null ? Double.NaN : SystemFacts.mebibytes(highWater);
    }
}
