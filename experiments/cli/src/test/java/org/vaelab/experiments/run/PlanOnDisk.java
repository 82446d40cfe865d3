// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.JsonLines;
import org.vaelab.framework.record.ModelFacts;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.Timing;
import org.vaelab.framework.training.Checkpoint;
import org.vaelab.framework.training.CheckpointFile;

/** A folder of a comparison with what its runs leave, written run by run. */
public final class PlanOnDisk {

    private static final long STEPS = 1000;

    private final ComparisonFolder folder;
    private final List<PlannedRun> runs = new ArrayList<>();

    private PlanOnDisk(Path path) {
        folder = new ComparisonFolder(path);
    }

    /** Plans two models with some seeds, of 1000 steps each. */
    public static PlanOnDisk write(Path path, long... seeds) throws IOException {
        PlanOnDisk plan = new PlanOnDisk(path);
        for (String model : List.of("vae", "iwae")) {
            for (long seed : seeds) {
                ObjectNode config = JsonNodeFactory.instance.objectNode();
                config.put("model", model).put("seed", seed);
                config.putObject("training")
                        .put("steps", STEPS - 100)
                        .put("priorSteps", 100)
                        .put("dataOnDevice", false);
                plan.runs.add(
                        new PlannedRun(model, "gaussian", seed, RecordMapper.hash(config), config));
            }
        }
        plan.folder.writePlan(
                new ComparisonPlan(
                        ComparisonPlan.SCHEMA, "small", "vae", List.of("markdown"), plan.runs));
        return plan;
    }

    /** Returns the folder. */
    public ComparisonFolder folder() {
        return folder;
    }

    /** Returns a run of the plan. */
    public PlannedRun run(int index) {
        return runs.get(index);
    }

    /** Lets a run reach a step after some seconds, and leave a checkpoint of an earlier one. */
    public void begin(int index, long step, double seconds, long checkpoint) throws IOException {
        try (JsonLines.Writer<HistoryEntry> history = folder.run(runs.get(index)).openHistory(-1)) {
            history.append(
                    new HistoryEntry(
                            step,
                            1,
                            Map.of(HistoryEntry.BOUND, -1.0),
                            1,
                            1,
                            1,
                            Map.of(),
                            seconds,
                            null));
        }
        if (checkpoint > 0) {
            new CheckpointFile(folder.run(runs.get(index)).checkpoint())
                    .save(new Checkpoint(Map.of(), Map.of("step", "" + checkpoint)));
        }
    }

    /**
     * Lets a run take some steps after one, of which its history tells; it validates at step 30.
     */
    public void train(int index, long after, long... steps) throws IOException {
        try (JsonLines.Writer<HistoryEntry> history =
                folder.run(runs.get(index)).openHistory(after)) {
            for (long step : steps) {
                history.append(
                        new HistoryEntry(
                                step,
                                step / 100.0,
                                Map.of(HistoryEntry.BOUND, -100.5 - step),
                                1e-3,
                                Double.NaN,
                                step == 20 ? Double.POSITIVE_INFINITY : 2,
                                step == 30 ? Map.of(HistoryEntry.BOUND, -90.25) : Map.of(),
                                step / 10.0,
                                null));
            }
        }
    }

    /** Lets a run end well, having trained and been evaluated for so long. */
    public void complete(int index, double trainSeconds, double evaluateSeconds)
            throws IOException {
        PlannedRun run = runs.get(index);
        Timing timing =
                new Timing(
                        new Timing.StepMillis(1, 1),
                        null,
                        1,
                        trainSeconds,
                        evaluateSeconds,
                        Double.NaN);
        folder.run(run)
                .writeResult(
                        RunRecord.completed(
                                run.model(), run.variant(), Map.of(), timing, provenance(run)));
    }

    /** Lets a run fail. */
    public void fail(int index, long step, String cause) throws IOException {
        PlannedRun run = runs.get(index);
        folder.run(run)
                .writeResult(
                        RunRecord.failed(
                                run.model(),
                                run.variant(),
                                Map.of(),
                                Timing.unknown(),
                                provenance(run),
                                new Failure(step, cause, "./vaelab reproduce it")));
    }

    private static Provenance provenance(PlannedRun run) {
        return new Provenance(
                new Provenance.Framework("0.1.0", null, null),
                run.config(),
                run.hash(),
                run.seed(),
                new Provenance.Data("toy", "00", 10, 0, 10, "1x2x2", "none", Map.of()),
                new Provenance.Backend("none", "cpu", Map.of()),
                ModelFacts.NONE,
                Map.of(),
                Map.of(),
                null,
                null);
    }
}
