// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.Collection;
import java.util.List;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Sequence;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.record.PublishedValue;

/** Reads the section {@code expected}: published numbers of the models of a config. */
final class ExpectedValues {

    static final String KEY = "expected";

    private static final String METRIC = "metric";

    private ExpectedValues() {}

    /**
     * Reads the section, empty if there is none.
     *
     * @param models the names of the models
     * @param metrics the metrics that evaluation can measure
     * @throws SpecException with all its problems
     */
    static List<PublishedValue> read(
            Mapping root, Binder binder, Collection<String> models, Metrics metrics) {
        if (root.get(KEY).isEmpty()) {
            return List.of();
        }
        ConfigNode section = root.get(KEY).orElseThrow();
        if (!(section instanceof Sequence list)) {
            throw SpecException.at(
                    section.place(), "is " + section.written() + ", expected a list");
        }
        Problems problems = new Problems();
        List<PublishedValue> all =
                problems.collectAll(
                        list.items(), item -> entry(item.asMapping(), binder, models, metrics));
        problems.throwIfAny();
        return all;
    }

    private static PublishedValue entry(
            Mapping item, Binder binder, Collection<String> models, Metrics metrics) {
        PublishedValue published = binder.bind(item, PublishedValue.class);
        Problems problems = new Problems();
        if (!models.contains(published.model())) {
            problems.addUnknown(
                    item.get("model").orElseThrow().place(), "model", published.model(), models);
        }
        if (metrics.description(published.metric()).isEmpty()) {
            problems.addUnknown(
                    item.get(METRIC).orElseThrow().place(),
                    METRIC,
                    published.metric(),
                    metrics.measurable());
        }
        problems.throwIfAny();
        return published;
    }
}
