// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.vaelab.experiments.config.ConfigValues;
import org.vaelab.framework.evaluation.Metric;

/** Settings of the evaluation. */
public final class EvaluationConfig extends ConfigSection<EvaluationConfig> {

    EvaluationConfig(ObjectNode tree) {
        super(tree, EvaluationConfig::new);
    }

    /**
     * Returns this with K, the draws per example of the importance-weighted estimate of log p(x).
     */
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
     * Returns this with one more metric with settings, such as {@code new Calibration(200, 49,
     * 0.05)}.
     *
     * @param metric a record with {@link org.vaelab.framework.settings.Part}
     */
    public EvaluationConfig metric(Metric metric) {
        ObjectNode keys = tree();
        keys.withArray("/metrics").add(ConfigValues.part("type", metric));
        return with(keys);
    }
}
