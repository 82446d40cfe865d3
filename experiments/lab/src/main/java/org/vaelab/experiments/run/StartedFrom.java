// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.plan.StartRun;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.training.Checkpoint;

/**
 * The chain of runs that a run starts from. Its checkpoints hold it, so that a run that has one
 * needs the others no longer.
 */
final class StartedFrom {

    private static final String FACT = "start";

    private StartedFrom() {}

    /**
     * Initialises the model of a run that has no checkpoint yet.
     *
     * @param latest the checkpoint of the run, if it has one
     * @return the chain; empty if the run starts from weights that its seed draws
     * @throws org.vaelab.experiments.config.UserError if the run to start from is not there, has changed or does not fit
     */
    static Optional<Provenance.Start> prepare(
            RunSpec spec,
            Optional<Checkpoint> latest,
            LatentVariableModel model,
            DataSummary data) {
        if (spec.start().isEmpty()) {
            return Optional.empty();
        }
        Optional<String> known = latest.flatMap(own -> Optional.ofNullable(own.facts().get(FACT)));
        if (known.isPresent()) {
            return Optional.of(read(known.get()));
        }
        StartRun start = StartRun.open(spec.start().get());
        start.requireFits("model '" + spec.model() + "'", model, data);
        start.initialise(model);
        return Optional.of(start.provenance());
    }

    private static Provenance.Start read(String json) {
        try {
            return RecordMapper.read(
                    json.getBytes(StandardCharsets.UTF_8), Provenance.Start.class, FACT);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the checkpoint does not say what the run started from: " + e.getMessage(), e);
        }
    }

    /** Adds the chain to a checkpoint. */
    static Checkpoint stamp(Checkpoint checkpoint, Optional<Provenance.Start> chain) {
        return chain.map(start -> checkpoint.with(FACT, RecordMapper.tree(start).toString()))
                .orElse(checkpoint);
    }
}
