// SPDX-License-Identifier: Apache-2.0
/**
 * Arrays as data: NumPy ({@code .npy}, {@code .npz}), safetensors, MATLAB and IDX files, the
 * sources {@code npy} and {@code idx}.
 *
 * <p>An {@link org.vaelab.framework.sources.array.ArrayFile} opens a file of any format and says
 * where its numbers lie. {@link org.vaelab.framework.sources.array.ArrayRows} reads them: where
 * they lie if possible, else converted once. Nothing in a file is executed: arrays of Python
 * objects are rejected.
 *
 * <p>Tests compare IDX files with Tribuo's IDX source. It is not used here because it turns every
 * pixel into a named feature: 500 to 620 MB of heap for 60,000 images of 28x28, which have 47 MB.
 */
@NullMarked
package org.vaelab.framework.sources.array;

import org.jspecify.annotations.NullMarked;
