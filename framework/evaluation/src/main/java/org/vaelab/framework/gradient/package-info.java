// SPDX-License-Identifier: Apache-2.0

/**
 * How noisy and how biased the gradients of estimators are, on one model as it stands.
 *
 * <p>Depends on models, estimators and how they are put together; offers {@link
 * org.vaelab.framework.record.GradientQuality}. Any estimator and any model will do: what is measured
 * is the gradient of an {@link org.vaelab.framework.estimator.Objective}. Nothing is learned here.
 */
@NullMarked
package org.vaelab.framework.gradient;

import org.jspecify.annotations.NullMarked;
