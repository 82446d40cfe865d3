// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vaelab.experiments.config.StartSpec;
import org.vaelab.experiments.config.UserError;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.training.Checkpoint;
import org.vaelab.framework.training.CheckpointException;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.framework.training.ModelPart;
import org.vaelab.framework.training.WarmStart;

/**
 * The finished run that another run starts from.
 *
 * @param spec what the other run takes from it
 * @param checksum of its checkpoint
 */
@Internal
public record StartRun(StartSpec spec, RunRecord record, Checkpoint checkpoint, String checksum) {

    private static final int SHOWN = 12;

    /** Returns why a folder is not that of a run to start from; empty if it is. */
    public static Optional<String> obstacle(Path folder) {
        List<Path> matches = StartSpec.matches(folder);
        if (matches.size() > 1) {
            return Optional.of(
                    matches.size()
                            + " folders match: "
                            + matches.stream()
                                    .limit(SHOWN)
                                    .map(match -> String.valueOf(match.getFileName()))
                                    .collect(Collectors.joining(", ")));
        }
        if (matches.isEmpty() || !Files.isDirectory(matches.get(0))) {
            return Optional.of("no such folder");
        }
        RunFolder run = new RunFolder(matches.get(0));
        if (!run.hasResult()) {
            return Optional.of("it has no result.json");
        }
        if (!Files.exists(new CheckpointFile(run.checkpoint()).path())) {
            return Optional.of("it has no checkpoint");
        }
        return Optional.empty();
    }

    /**
     * Opens the run.
     *
     * @throws UserError if it is not a finished run, or has changed since the other run was
     *     planned
     */
    public static StartRun open(StartSpec spec) {
        Optional<String> obstacle = obstacle(spec.run());
        if (obstacle.isPresent()) {
            throw new UserError(absent(spec, obstacle.get()));
        }
        RunFolder folder = new RunFolder(spec.run());
        try {
            RunRecord record = folder.readResult();
            if (record.status() != RunStatus.COMPLETED) {
                throw new UserError(absent(spec, "the run failed"));
            }
            CheckpointFile file = CheckpointFile.of(folder, record);
            String checksum = file.verify().orElseThrow();
            if (spec.checksum() != null && !spec.checksum().equals(checksum)) {
                throw new UserError(
                        ("start: the checkpoint of %s has changed since the run was planned that starts"
                                        + " from it\n    checksum: was %s, is now %s\n    put it back as it"
                                        + " was, or begin anew in another output folder")
                                .formatted(spec.run(), spec.checksum(), checksum));
            }
            return new StartRun(spec, record, file.load().orElseThrow(), checksum);
        } catch (IOException | CheckpointException e) {
            boolean isDamaged = e instanceof CheckpointException file && file.isDamaged();
            throw new UserError(
                    "start: "
                            + e.getMessage()
                            + (isDamaged
                                    ? "\n    or train that run again: remove its result.json, and start its"
                                            + " 'compare' again"
                                    : ""),
                    e);
        }
    }

    /** Returns the message about a run that is not there. */
    public static String absent(StartSpec spec, String why) {
        return "start: " + spec.run() + " is not the folder of a finished run: " + why;
    }

    /**
     * Checks that the model of a run can start so.
     *
     * @param run the name of the run, for messages
     * @param data the training data of the model
     * @throws UserError with everything that does not fit
     */
    public void requireFits(String run, LatentVariableModel model, DataSummary data) {
        WarmStart start = new WarmStart(checkpoint, spec.parts());
        List<String> lines = new ArrayList<>(dataObstacles(data));
        boolean dataFit = lines.isEmpty();
        lines.addAll(start.obstacles(model));
        if (lines.isEmpty()) {
            return;
        }
        int more = lines.size() - SHOWN;
        StringBuilder text = new StringBuilder("start: " + run + " cannot start from ");
        text.append(spec.run()).append(", model '").append(record.model()).append("' with seed ");
        text.append(record.seed()).append(" (parts: ").append(spec.parts().configName());
        text.append(')');
        lines.stream().limit(SHOWN).forEach(line -> text.append("\n    ").append(line));
        text.append(more > 0 ? "\n    and " + more + " more" : "");
        if (dataFit) {
            List<ModelPart> fitting = start.fitting(model);
            text.append("\n    ")
                    .append(
                            fitting.isEmpty()
                                    ? "no other parts of it would fit either"
                                    : "it would fit with parts: "
                                            + fitting.stream()
                                                    .map(ModelPart::configName)
                                                    .collect(Collectors.joining(" or ")));
        }
        throw new UserError(text.toString());
    }

    private List<String> dataObstacles(DataSummary data) {
        return checkpoint
                .summary()
                .map(summary -> StartData.obstacles(summary, data))
                .orElse(List.of());
    }

    /** Returns how the statistics of standardised data differ; empty if they hardly do. */
    public Optional<String> shift(DataSummary data) {
        return checkpoint
                .standardization()
                .flatMap(
                        there ->
                                data.standardization()
                                        .flatMap(here -> StartData.shift(there, here)));
    }

    /** Overwrites the part of a model that starts from this run. */
    public void initialise(LatentVariableModel model) {
        new WarmStart(checkpoint, spec.parts()).initialise(model);
    }

    /** Returns the chain of runs, beginning with this one. */
    public Provenance.Start provenance() {
        return new Provenance.Start(
                spec.run().toString(),
                record.model(),
                record.seed(),
                checksum,
                spec.parts().configName(),
                spec.frozen(),
                record.provenance().start());
    }
}
