// SPDX-License-Identifier: Apache-2.0

/**
 * The one training loop and its checkpoints.
 *
 * <p>Trains the parameters of a model from an estimator, prepared data and a key. It reports to a
 * {@link org.vaelab.framework.training.TrainingListener} and writes checkpoints. The loop depends
 * on no family, prints nothing, and is a function of its key: a resumed run takes the same steps
 * as an uninterrupted one.
 */
@NullMarked
package org.vaelab.framework.training;

import org.jspecify.annotations.NullMarked;
