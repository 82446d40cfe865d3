// SPDX-License-Identifier: Apache-2.0

/**
 * Carries out planned runs: data, training, evaluation, samples, record; and opens what they left.
 *
 * <p>From {@link org.vaelab.experiments.spec.RunSpec}s and folders to records on disk and events to
 * listeners. It prints nothing.
 */
@NullMarked
package org.vaelab.experiments.run;

import org.jspecify.annotations.NullMarked;
