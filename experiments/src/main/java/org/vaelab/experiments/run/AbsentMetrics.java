// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.framework.evaluation.EvaluationResult;
import org.vaelab.framework.plugin.PluginJars;
import org.vaelab.framework.record.Provenance;

/** The reasons for missing metrics, as records state them. */
public final class AbsentMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(AbsentMetrics.class);

    private AbsentMetrics() {}

    /**
     * Returns the reason for each metric without a number, by name, in order. Logs the stack traces
     * of failed metrics.
     *
     * @param jars used to name the plugin that caused a failure
     */
    public static Map<String, String> of(EvaluationResult result, PluginJars jars) {
        Map<String, String> reasons = new LinkedHashMap<>(result.absent());
        result.failures()
                .forEach(
                        (name, failure) -> {
                            LOG.warn("metric {} failed", name, failure);
                            jars.defect("in metric '" + name + "'", failure)
                                    .ifPresent(
                                            defect ->
                                                    reasons.put(
                                                            name,
                                                            Provenance.METRIC_FAILED
                                                                    + oneLine(
                                                                            defect.getMessage())));
                        });
        return reasons;
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s*\\n\\s*", "; ");
    }
}
