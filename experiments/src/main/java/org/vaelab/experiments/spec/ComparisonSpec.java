// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A comparison: what a config file asks for.
 *
 * @param name of the comparison and of its folder
 * @param runs each model with each seed, in the order of the config
 * @param baseline the model against which the others are compared
 * @param formats of the report
 * @param origins where each model stands in the config, for what is found wrong later
 */
public record ComparisonSpec(
        String name,
        List<RunSpec> runs,
        Optional<String> baseline,
        List<String> formats,
        Map<String, Origins> origins) {

    /**
     * Where a model and the data that it sees stand in the config.
     *
     * @param model the model's key
     * @param data the section {@code data} that holds for it
     * @param training the section {@code training} that holds for it
     * @param batch the key {@code training.batch} that holds for it
     */
    public record Origins(Place model, Place data, Place training, Place batch) {}

    /** Copies the collections. */
    public ComparisonSpec {
        runs = List.copyOf(runs);
        formats = List.copyOf(formats);
        origins = Collections.unmodifiableMap(new LinkedHashMap<>(origins));
    }

    /** Returns the names of the models, in the order of the config. */
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
