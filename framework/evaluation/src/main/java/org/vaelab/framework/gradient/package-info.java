// SPDX-License-Identifier: Apache-2.0

/**
 * Measures the noise and the bias of the gradients of estimators on one model.
 *
 * <p>Depends on models, estimators and how they are put together; offers {@link
 * org.vaelab.framework.record.GradientQuality}. It measures the gradient of an {@link
 * org.vaelab.framework.estimator.Objective}, so it supports any estimator and model. Nothing is
 * learned here.
 */
@NullMarked
package org.vaelab.framework.gradient;

import org.jspecify.annotations.NullMarked;
