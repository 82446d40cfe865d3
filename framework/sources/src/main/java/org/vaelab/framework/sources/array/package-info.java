// SPDX-License-Identifier: Apache-2.0
/**
 * Arrays as data: NumPy ({@code .npy}, {@code .npz}) and safetensors files, the source {@code npy}, and IDX
 * files, the source {@code idx}.
 *
 * <p>An {@link org.vaelab.framework.sources.array.ArrayFile} says where numbers lie. {@link
 * org.vaelab.framework.sources.array.ArrayRows} reads them: where they lie if possible, else
 * converted once. Nothing in a file is executed: arrays of Python objects are rejected.
 *
 * <p>Only the element types of Tribuo's IDX source are used, because it turns every pixel into a
 * named feature. It needed 500 to 620 MB of heap and 2 to 6 s for 60,000 images of 28x28. {@link
 * org.vaelab.framework.sources.array.IdxFile} needs the 47 MB that it returns. Tests check that both read
 * the same values.
 */
@NullMarked
package org.vaelab.framework.sources.array;

import org.jspecify.annotations.NullMarked;
