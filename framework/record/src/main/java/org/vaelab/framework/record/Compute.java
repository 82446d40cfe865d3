// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.Map;
import java.util.Objects;

/**
 * What one execution of a run or of an evaluation consumed. Unknown amounts are {@code NaN}.
 *
 * <p>A process that executes several runs at once cannot tell which of them used its processors:
 * threads of libraries, of the compiler and of the garbage collector serve all. Then each run has
 * an equal share of what the process consumed while it was at work, so that the runs add up to the
 * process.
 *
 * @param startedAt when it began, ISO 8601 in UTC
 * @param wallSeconds from the beginning to the end, loading of data included
 * @param processorSeconds time of the process on all processors, its threads together
 * @param deviceSeconds wall time for which it held an accelerator, busy or not; 0 without one
 * @param together the largest number of runs and evaluations that shared the process
 * @param joules energy by meter, {@value #PROCESSOR}, {@value #MEMORY} or {@value #DEVICE}: of the
 *     whole packages, memory or accelerator, other programs on them included
 * @param unmeasured by meter, why there is no energy of it
 * @param ended whether the execution came to its end; otherwise the amounts are those last noted
 *     before it was killed
 */
public record Compute(
        String startedAt,
        double wallSeconds,
        double processorSeconds,
        double deviceSeconds,
        int together,
        Map<String, Double> joules,
        Map<String, String> unmeasured,
        boolean ended) {

    /** The meter of processor packages. */
    public static final String PROCESSOR = "processor";

    /** The meter of main memory, which the packages do not contain. */
    public static final String MEMORY = "memory";

    /** The meter of the accelerator. */
    public static final String DEVICE = "device";

    public Compute {
        Objects.requireNonNull(startedAt, "startedAt");
        joules = InOrder.copy(joules, "joules");
        unmeasured = InOrder.copy(unmeasured, "unmeasured");
    }
}
