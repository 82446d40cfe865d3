// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

/** Selects the test examples for estimates that do not use all of them, such as log p(x). */
public enum ImportanceChoice {
    /**
     * A draw without replacement under the evaluation seed, the same for all models and training
     * seeds. The examples of a data set may lie in any order: half of MNIST's test set is easier
     * than the other, and a table may be sorted by class.
     */
    RANDOM,
    /** Those that come first, as published scripts take them. */
    FIRST
}
