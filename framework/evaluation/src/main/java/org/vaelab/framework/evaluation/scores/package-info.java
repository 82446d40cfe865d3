// SPDX-License-Identifier: Apache-2.0
/**
 * Scores of single examples: detection of classes, texts, topics, and predictions of missing
 * values. Depends on the bound.
 */
@NullMarked
package org.vaelab.framework.evaluation.scores;

import org.jspecify.annotations.NullMarked;
