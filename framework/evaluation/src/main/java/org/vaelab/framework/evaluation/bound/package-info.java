// SPDX-License-Identifier: Apache-2.0
/**
 * The evidence lower bound and the importance-weighted estimates of log p(x), by the inference of
 * the model and by others. Depends on importance weights, blocks and the context of metrics.
 */
@NullMarked
package org.vaelab.framework.evaluation.bound;

import org.jspecify.annotations.NullMarked;
