// SPDX-License-Identifier: Apache-2.0

/**
 * Benchmarks of training steps and evaluations by family, backend and size, compared with raw
 * libtorch and with PyTorch. Depends on all modules below the experiments.
 */
@NullUnmarked
package org.vaelab.benchmarks;

import org.jspecify.annotations.NullUnmarked;
