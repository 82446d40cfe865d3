// SPDX-License-Identifier: Apache-2.0

/**
 * Experiments from Java. An {@link org.vaelab.experiments.Experiment} is a config. It gives a {@link
 * org.vaelab.experiments.Plan}, that gives {@link org.vaelab.experiments.Results}, and these give the
 * {@link org.vaelab.experiments.Model} of each run. The command line does no more than call these.
 *
 * <p>The public interface of the module is this package, with the types that its signatures name. The
 * guide is {@code experiments/FROM-JAVA.md}.
 */
@NullMarked
package org.vaelab.experiments;

import org.jspecify.annotations.NullMarked;
