// SPDX-License-Identifier: Apache-2.0

/**
 * Decoding: how texts are chosen from a model that predicts one token after another.
 *
 * <p>A likelihood of texts offers {@link org.vaelab.framework.decoding.NextTokens}. A {@link
 * org.vaelab.framework.decoding.Decoding} chooses texts by it: greedily, by draws, or by beam
 * search. The choice is made on the JVM from probabilities that were read, so all backends choose
 * alike. Depends on random keys and tensors.
 */
@NullMarked
package org.vaelab.framework.decoding;

import org.jspecify.annotations.NullMarked;
