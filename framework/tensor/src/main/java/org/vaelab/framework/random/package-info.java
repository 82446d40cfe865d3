// SPDX-License-Identifier: Apache-2.0
/**
 * Randomness as a value.
 *
 * <p>Offers {@link org.vaelab.framework.random.RandomKey} and the samplers behind it. A key
 * is derived from a seed by names and indices and never changes; a draw is a function of (key,
 * position), computed by the counter-based generator Philox4x32-10. There is no generator with a
 * state, hence no order of calls to keep.
 *
 * <p>The promise: the same key gives the same bytes, whatever ran before, whatever the length of
 * the request, on any thread, backend, operating system, processor and JVM from 17 on. The code
 * uses only integer arithmetic, {@link java.lang.StrictMath}, and operations that are exactly
 * rounded (JEP 306): the four basic ones and the square root. It does not use {@link
 * java.lang.Math#log} and similar functions, whose last bit may differ between processors. Golden
 * draws in the tests check the promise across versions.
 *
 * <p>Seeds, names, indices and the parameters of distributions are plain values, and so are draws.
 * The package depends neither on tensors nor on files.
 */
@NullMarked
package org.vaelab.framework.random;

import org.jspecify.annotations.NullMarked;
