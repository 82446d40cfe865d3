// SPDX-License-Identifier: Apache-2.0

/**
 * Captures repeated programs, such as training steps, and runs each as a whole.
 *
 * <p>{@link org.vaelab.framework.tensor.capture.Graphs} wraps a backend. The wrapper records
 * operations until values are read or an outermost region ends. The third time that a program
 * comes, the wrapped backend captures its computations with {@link
 * org.vaelab.framework.tensor.spi.ProgramCapture}. The package depends on {@code tensor.spi} and on
 * the values of {@code tensor}; these packages do not depend on it.
 */
@NullMarked
package org.vaelab.framework.tensor.capture;

import org.jspecify.annotations.NullMarked;
