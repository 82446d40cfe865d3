// SPDX-License-Identifier: Apache-2.0

/**
 * Experiments from Java. An {@link org.vaelab.experiments.Experiment} is a config. It gives a
 * {@link org.vaelab.experiments.Plan}, the plan gives {@link org.vaelab.experiments.Results}, and
 * these give the {@link org.vaelab.experiments.use.Model} of each run. The command line calls the
 * same types.
 *
 * <p>The guide is {@code experiments/FROM-JAVA.md}.
 */
@NullMarked
package org.vaelab.experiments;

import org.jspecify.annotations.NullMarked;
