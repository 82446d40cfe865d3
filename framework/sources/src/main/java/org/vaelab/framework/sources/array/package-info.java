// SPDX-License-Identifier: Apache-2.0
/**
 * Arrays of NumPy ({@code .npy}, {@code .npz}) and safetensors files as data: the source {@code npy}.
 *
 * <p>An {@link org.vaelab.framework.sources.array.ArrayFile} says where numbers lie. {@link
 * org.vaelab.framework.sources.array.ArrayRows} reads them: where they lie if possible, else
 * converted once. Nothing in a file is executed: arrays of Python objects are rejected.
 */
@NullMarked
package org.vaelab.framework.sources.array;

import org.jspecify.annotations.NullMarked;
