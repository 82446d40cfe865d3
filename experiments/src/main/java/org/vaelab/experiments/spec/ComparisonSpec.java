// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.PublishedValue;
import org.vaelab.framework.record.SettingChange;

/**
 * A comparison: what a config file asks for.
 *
 * @param name of the comparison and of its folder
 * @param runs each model with each seed, in the order of the config
 * @param baseline the model against which the others are compared
 * @param formats of the report
 * @param origins where each model stands in the config, for what is found wrong later
 * @param budget the name of the budget that it was scaled to, if it was
 * @param changes what that budget and {@code --set} replaced in the file
 * @param expected published numbers to hold its models against
 */
public record ComparisonSpec(
        String name,
        List<RunSpec> runs,
        Optional<String> baseline,
        List<String> formats,
        Map<String, Origins> origins,
        Optional<String> budget,
        List<SettingChange> changes,
        List<PublishedValue> expected) {

    /**
     * Where a model and the data that it sees stand in the config.
     *
     * @param model the model's key
     * @param data the section {@code data} that holds for it
     * @param training the section {@code training} that holds for it
     * @param batch the key {@code training.batch} that holds for it
     * @param device the key {@code runtime.device} that holds for it
     */
    public record Origins(Place model, Place data, Place training, Place batch, Place device) {}

    public ComparisonSpec {
        runs = List.copyOf(runs);
        formats = List.copyOf(formats);
        origins = Collections.unmodifiableMap(new LinkedHashMap<>(origins));
        changes = List.copyOf(changes);
        expected = List.copyOf(expected);
    }

    /** A comparison as its file describes it, of which nothing published is known. */
    static ComparisonSpec of(
            String name,
            List<RunSpec> runs,
            Optional<String> baseline,
            List<String> formats,
            Map<String, Origins> origins) {
        return new ComparisonSpec(
                name, runs, baseline, formats, origins, Optional.empty(), List.of(), List.of());
    }

    ComparisonSpec replacing(@Nullable String named, List<SettingChange> replaced) {
        return new ComparisonSpec(
                name,
                runs,
                baseline,
                formats,
                origins,
                Optional.ofNullable(named),
                replaced,
                expected);
    }

    ComparisonSpec expecting(List<PublishedValue> published) {
        return new ComparisonSpec(
                name, runs, baseline, formats, origins, budget, changes, published);
    }

    public String folderName() {
        return name + budget.map(of -> "-" + of).orElse("");
    }

    public List<String> models() {
        return runs.stream().map(RunSpec::model).distinct().toList();
    }

    /**
     * Returns the first run of a model.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public RunSpec firstRun(String model) {
        return runs.stream()
                .filter(run -> run.model().equals(model))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no model '" + model + "'"));
    }
}
