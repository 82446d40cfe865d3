// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.Optional;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.training.TrainingSettings;

/** A model of a config: a run without name and seed. */
record ModelSpec(
        DataSpec data,
        RuntimeSpec runtime,
        ModelBlueprint blueprint,
        TrainingSettings training,
        EvaluationSettings evaluation,
        Optional<GradientsSpec> gradients,
        Optional<StartSpec> start) {

    RunSpec run(String model, long seed) {
        return new RunSpec(
                model,
                seed,
                data,
                runtime,
                blueprint,
                training,
                evaluation,
                gradients,
                start.map(of -> of.of(model, seed)));
    }

    ModelSpec with(Optional<GradientsSpec> measured) {
        return new ModelSpec(data, runtime, blueprint, training, evaluation, measured, start);
    }
}
