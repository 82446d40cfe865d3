// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.MetricDescription.Direction;

/**
 * The search for the best values of some keys of a model.
 *
 * @param model its name
 * @param space the axes by key path, as the config has them
 * @param method {@code random} or {@code halving}
 * @param seed of the drawn values
 * @param eta each rung keeps 1/eta of the trials; 1 if there is one rung
 * @param rungs the number of steps to which each rung trains; the last one trains to the end
 * @param by the metric
 * @param unit of the metric; empty if its description has none
 * @param direction which values are better; never {@link Direction#NEITHER}
 * @param trials in order
 * @param seeds of the runs of each trial
 * @param finalSeeds of the reported runs of the best trial; none of them is one of {@code seeds}
 * @param places of the axes in the config, by key path
 */
@Internal
public record SearchSpec(
        String model,
        Map<String, JsonNode> space,
        String method,
        long seed,
        int eta,
        List<Long> rungs,
        String by,
        String unit,
        Direction direction,
        List<Trial> trials,
        List<Long> seeds,
        List<Long> finalSeeds,
        Map<String, Place> places) {

    /**
     * A trial.
     *
     * @param number from 1
     * @param values by key path
     * @param origins the places of its settings in the config
     */
    public record Trial(
            int number,
            Map<String, JsonNode> values,
            ModelSpec spec,
            ComparisonSpec.Origins origins) {

        public Trial {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        /** Returns the run of a seed, trained to the end and evaluated as the config says. */
        public RunSpec run(String name, long seed) {
            return spec.run(name, seed);
        }
    }

    public SearchSpec {
        space = Collections.unmodifiableMap(new LinkedHashMap<>(space));
        rungs = List.copyOf(rungs);
        trials = List.copyOf(trials);
        seeds = List.copyOf(seeds);
        finalSeeds = List.copyOf(finalSeeds);
        places = Map.copyOf(places);
    }

    /** Returns the name of a trial, which is that of its model in the plan of a rung. */
    public String nameOf(Trial trial) {
        return model + ",trial=" + trial.number();
    }

    /** Returns a trial by its number. */
    public Trial trial(int number) {
        return trials.get(number - 1);
    }
}
