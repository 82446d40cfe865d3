// SPDX-License-Identifier: Apache-2.0

/**
 * The vector-quantised auto-encoder (van den Oord, Vinyals and Kavukcuoglu 2017): each of n vectors
 * of the encoder is replaced by the nearest of the k vectors of a codebook. The posterior is a
 * point mass on n codes; the prior over them is uniform, or fitted once the model is trained.
 */
@NullMarked
package org.vaelab.variants.vq;

import org.jspecify.annotations.NullMarked;
