// SPDX-License-Identifier: Apache-2.0

/**
 * Executes planned runs: data, training, evaluation, samples, record. Opens finished runs.
 *
 * <p>The input is {@link org.vaelab.experiments.spec.RunSpec}s and folders. The output is records
 * on disk and events for listeners. It prints nothing.
 */
@NullMarked
package org.vaelab.experiments.run;

import org.jspecify.annotations.NullMarked;
