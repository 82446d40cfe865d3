// SPDX-License-Identifier: Apache-2.0

/**
 * Metrics of the representation of a trained model: disentanglement of the factors of the data, and
 * how well simple classifiers and clusters predict the labels.
 *
 * <p>The metrics use codes and labels alone. The package depends on the core, for the codes, and on
 * Tribuo, for trees, logistic regression and k-means, and on no family. Its module registers the
 * metrics by name.
 */
@NullMarked
package org.vaelab.framework.representation;

import org.jspecify.annotations.NullMarked;
