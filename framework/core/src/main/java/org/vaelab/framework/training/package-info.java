// SPDX-License-Identifier: Apache-2.0

/**
 * The one training loop, its optimisers and its checkpoints.
 *
 * <p>From a model, an estimator, prepared data and a key to trained parameters, reports to a
 * {@link org.vaelab.framework.training.TrainingListener}, and checkpoints. The loop knows no
 * variant, prints nothing, and is a function of its key: resumed from a checkpoint it takes the same
 * steps as if it had never stopped.
 */
@NullMarked
package org.vaelab.framework.training;

import org.jspecify.annotations.NullMarked;
