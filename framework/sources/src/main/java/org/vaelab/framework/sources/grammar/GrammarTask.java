// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.grammar;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the examples of a grammar are. */
public enum GrammarTask {
    @JsonProperty("sentences")
    SENTENCES,
    /** Answers, whose questions are given. */
    @JsonProperty("questions")
    QUESTIONS,
    /** Bags of words with known topics. */
    @JsonProperty("documents")
    DOCUMENTS
}
