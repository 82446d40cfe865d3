// SPDX-License-Identifier: Apache-2.0

/**
 * The execution of runs: {@link org.vaelab.experiments.run.RunExecution} trains, evaluates and
 * records one, or resumes it from its checkpoint. An {@link org.vaelab.experiments.run.Executor}
 * executes the runs of a plan, and a {@link org.vaelab.experiments.run.Listener} receives their
 * progress.
 *
 * <p>Here are also locks of folders, the repair of damaged files, further evaluations,
 * reproductions of runs and of failed steps, what executions consume, and the state of a comparison
 * from its folder alone.
 */
@NullMarked
package org.vaelab.experiments.run;

import org.jspecify.annotations.NullMarked;
