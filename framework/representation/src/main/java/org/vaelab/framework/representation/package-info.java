// SPDX-License-Identifier: Apache-2.0

/**
 * What the codes of a trained model are worth: whether each factor of the data has a coordinate of its own, and how
 * well simple classifiers and clusters find the labels.
 *
 * <p>What belongs here: metrics that look at codes and labels alone. Depends on the core, for the codes, and on
 * Tribuo, for trees, logistic regression and k-means; names no family. Offers a module that announces the
 * metrics by name.
 */
@NullMarked
package org.vaelab.framework.representation;

import org.jspecify.annotations.NullMarked;
