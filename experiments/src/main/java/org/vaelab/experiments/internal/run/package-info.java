// SPDX-License-Identifier: Apache-2.0
/**
 * Executes planned runs: training, evaluation, samples, record.
 *
 * <p>The input is {@link org.vaelab.experiments.internal.config.RunSpec}s and folders. The output is records on
 * disk and events for listeners. {@link org.vaelab.experiments.run.PlanProgress} reads the state of a
 * comparison from its folder alone, and {@link org.vaelab.experiments.internal.run.Meter} measures what an
 * execution consumes. It prints nothing.
 */
@NullMarked
package org.vaelab.experiments.internal.run;

import org.jspecify.annotations.NullMarked;
