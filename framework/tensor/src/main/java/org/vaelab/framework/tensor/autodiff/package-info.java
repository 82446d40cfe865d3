// SPDX-License-Identifier: Apache-2.0

/**
 * Reverse-mode differentiation on a tape, independent of any backend.
 *
 * <p>A {@link org.vaelab.framework.tensor.autodiff.GradientTape} listens to the operations of one
 * {@link org.vaelab.framework.tensor.TensorRuntime}, remembers those that depend on a watched
 * tensor, and replays their pullbacks in reverse. {@link
 * org.vaelab.framework.tensor.autodiff.CustomGradient} replaces the gradient of a composed function
 * by a given one. {@link org.vaelab.framework.tensor.autodiff.Elementwise} does so for a function
 * computed in Java, element by element.
 */
@NullMarked
package org.vaelab.framework.tensor.autodiff;

import org.jspecify.annotations.NullMarked;
