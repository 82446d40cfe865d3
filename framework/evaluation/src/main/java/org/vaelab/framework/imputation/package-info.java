// SPDX-License-Identifier: Apache-2.0

/**
 * Values of a datum that are missing, drawn given those that are observed by a model of whole data.
 *
 * <p>Works with any generative model whose values are independent given z ({@link
 * org.vaelab.framework.likelihood.OutputDistribution#byValue}), and the inference that it has.
 * Depends on {@code model}, {@code likelihood} and tensors.
 */
@NullMarked
package org.vaelab.framework.imputation;

import org.jspecify.annotations.NullMarked;
