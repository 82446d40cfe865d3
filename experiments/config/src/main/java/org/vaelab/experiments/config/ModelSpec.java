// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.training.TrainingSettings;

/**
 * A model of a config: a run without name and seed.
 *
 * @param word what the config wrote for parts of the blueprint
 * @param gradients which gradients are measured; empty: none
 * @param start the run that it starts from; empty: it starts from weights that its seed draws
 */
@Internal
public record ModelSpec(
        Word.Chosen word,
        DataSpec data,
        RuntimeSpec runtime,
        ModelBlueprint blueprint,
        TrainingSettings training,
        EvaluationSettings evaluation,
        Optional<GradientsSpec> gradients,
        Optional<StartSpec> start) {

    RunSpec run(String model, long seed) {
        return new RunSpec(model, seed, startingFrom(start.map(of -> of.of(model, seed))));
    }

    ModelSpec measuring(Optional<GradientsSpec> measured) {
        return new ModelSpec(word, data, runtime, blueprint, training, evaluation, measured, start);
    }

    ModelSpec startingFrom(Optional<StartSpec> other) {
        return new ModelSpec(
                word, data, runtime, blueprint, training, evaluation, gradients, other);
    }
}
