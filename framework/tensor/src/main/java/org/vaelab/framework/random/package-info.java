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
 * the request, on any thread, backend, operating system, processor and JVM from 17 on. It rests on
 * integer arithmetic, on the four operations and the square root, which are exactly rounded (JEP
 * 306), and on {@link java.lang.StrictMath}; {@link java.lang.Math#log} and its kind may differ in
 * the last bit between processors and are not used. Golden draws in the tests hold the promise from
 * one version to the next.
 *
 * <p>Seeds, names, indices and the parameters of distributions are plain values, and so are draws.
 * Knows no tensors and no files.
 */
@NullMarked
package org.vaelab.framework.random;

import org.jspecify.annotations.NullMarked;
