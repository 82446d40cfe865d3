// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.grammar;

/** What the examples of a grammar are. */
public enum GrammarTask {
    SENTENCES,
    /** Answers, whose questions are given. */
    QUESTIONS,
    /** Bags of words with known topics. */
    DOCUMENTS
}
