// SPDX-License-Identifier: Apache-2.0

/**
 * Benchmarks of training steps and of evaluation by family, backend and size, beside raw libtorch
 * and beside their products alone; how costs grow; where the time of a step goes. Depends
 * on all modules below the experiments; no module depends on it.
 */
@NullUnmarked
package org.vaelab.benchmarks;

import org.jspecify.annotations.NullUnmarked;
