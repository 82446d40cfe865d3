// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.spec.ConfigNode.Mapping;
import org.vaelab.experiments.spec.ConfigNode.Sequence;
import org.vaelab.framework.evaluation.Metrics;
import org.vaelab.framework.record.PublishedValue;
import org.vaelab.framework.settings.Setting;

/** Reads the section {@code expected}: published numbers of the models of a config. */
final class ExpectedValues {

    static final String KEY = "expected";

    private static final String METRIC = "metric";

    private ExpectedValues() {}

    record Keys(
            @Setting("name of the model") String model,
            @Setting("name of the metric in the records") String metric,
            @Setting("published number, in the unit and with the sign of the metric") double value,
            @Setting(
                            "largest difference of a value of the same protocol, in the unit of the metric")
                    double tolerance,
            @Setting("paper, with its table") String source,
            @Setting("protocol of the published number") @Nullable Conditions conditions) {

        Keys {
            published(model, metric, value, tolerance, source, conditions);
        }

        PublishedValue published() {
            return published(model, metric, value, tolerance, source, conditions);
        }

        private static PublishedValue published(
                String model,
                String metric,
                double value,
                double tolerance,
                String source,
                @Nullable Conditions conditions) {
            return new PublishedValue(
                    model,
                    metric,
                    value,
                    tolerance,
                    source,
                    conditions == null ? null : conditions.recorded());
        }
    }

    /** The protocol of a published number. Absent keys are not compared. */
    record Conditions(
            @Setting("name of the data set") @Nullable String data,
            @Setting("draws per example") @Nullable Long samples,
            @Setting("number of test examples") @Nullable Long examples,
            @Setting("what else a reader should know") @Nullable String note,
            @Setting(
                            "how the config deviates from the published protocol; the number is then"
                                    + " shown and not judged")
                    @Nullable String deviation) {

        Conditions {
            new PublishedValue.Conditions(data, samples, examples, note, deviation);
        }

        PublishedValue.Conditions recorded() {
            return new PublishedValue.Conditions(data, samples, examples, note, deviation);
        }
    }

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
        Keys keys = binder.bind(item, Keys.class);
        Problems problems = new Problems();
        if (!models.contains(keys.model())) {
            problems.addUnknown(
                    item.get("model").orElseThrow().place(), "model", keys.model(), models);
        }
        if (metrics.description(keys.metric()).isEmpty()) {
            problems.addUnknown(
                    item.get(METRIC).orElseThrow().place(),
                    METRIC,
                    keys.metric(),
                    metrics.measurable());
        }
        problems.throwIfAny();
        return keys.published();
    }
}
