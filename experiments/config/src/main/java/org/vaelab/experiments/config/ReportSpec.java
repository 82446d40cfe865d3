// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Label;
import org.vaelab.framework.record.PublishedValue;

/**
 * What a config says about the report. None of it changes a run.
 *
 * @param baseline the model that the others are compared with, if its runs are in the plan
 * @param expected published numbers to compare with
 * @param formats of the report
 * @param rope the region of practical equivalence, nats
 * @param sections the ids of its sections, in order; empty for all
 * @param labels the display labels of models, by model
 * @param sectionPlugins the plugin jars of its sections: file names with checksums
 */
@Internal
public record ReportSpec(
        Optional<String> baseline,
        List<PublishedValue> expected,
        List<String> formats,
        Optional<Double> rope,
        List<String> sections,
        Map<String, Label> labels,
        Map<String, String> sectionPlugins) {

    public ReportSpec {
        expected = List.copyOf(expected);
        formats = List.copyOf(formats);
        sections = List.copyOf(sections);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        sectionPlugins = Collections.unmodifiableMap(new LinkedHashMap<>(sectionPlugins));
    }
}
