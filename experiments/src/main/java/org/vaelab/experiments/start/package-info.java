// SPDX-License-Identifier: Apache-2.0

/**
 * Warm starts: models that start from the weights of a finished run. Depends on {@code spec}, records
 * and the core; offers {@link org.vaelab.experiments.start.StartRun}.
 */
@NullMarked
package org.vaelab.experiments.start;

import org.jspecify.annotations.NullMarked;
