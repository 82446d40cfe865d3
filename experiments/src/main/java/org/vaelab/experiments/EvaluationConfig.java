// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.vaelab.experiments.config.ConfigValues;

/** Settings of the evaluation. What is not said is taken from the experiment, or is the default. */
public record EvaluationConfig(ObjectNode tree) {

    static final EvaluationConfig EMPTY =
            new EvaluationConfig(JsonNodeFactory.instance.objectNode());

    /** Returns this with K, the draws per example of the importance-weighted estimate of log p(x). */
    public EvaluationConfig importanceSamples(int draws) {
        return set("importanceSamples", draws);
    }

    /** Returns this with a number of test examples on which log p(x) is estimated. */
    public EvaluationConfig importanceExamples(int examples) {
        return set("importanceExamples", examples);
    }

    /** Returns this with a number of draws per example of the evidence lower bound. */
    public EvaluationConfig samples(int draws) {
        return set("samples", draws);
    }

    /** Returns this with further metrics, by name. */
    public EvaluationConfig metrics(String... names) {
        return set("metrics", List.of(names));
    }

    /**
     * Returns this with any key of the section.
     *
     * @param key with a dot for each level
     * @param value a number, text, list, map or record
     */
    public EvaluationConfig set(String key, Object value) {
        ObjectNode copy = tree.deepCopy();
        ConfigValues.put(copy, key, value);
        return new EvaluationConfig(copy);
    }
}
