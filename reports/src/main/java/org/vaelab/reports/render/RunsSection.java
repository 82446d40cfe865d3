// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.render.Section.Block;
import org.vaelab.reports.render.Section.Run;
import org.vaelab.reports.text.ShellWords;

/**
 * The runs of each model, with the commands that train and evaluate them again.
 *
 * <p>Paths do not depend on where the report is made: they have the folder of the plan.
 */
final class RunsSection implements ReportSection {

    private static final String EXPLANATION =
            "In tables, the name of a model links to its runs; in index.html its numbers do too."
                    + " The command reproduce trains a run again and compares the numbers. The command evaluate computes"
                    + " the metrics again; --set changes a setting. Paths are relative to the"
                    + " folder in which the runs were started.";

    @Override
    public String id() {
        return "runs";
    }

    @Override
    public String title() {
        return "Runs and commands";
    }

    @Override
    public List<Block> blocks(Comparison comparison) throws IOException {
        Map<Path, ComparisonPlan> plans = new HashMap<>();
        for (ComparedRun run : comparison.runs()) {
            Path folder = comparisonOf(run);
            if (!plans.containsKey(folder)) {
                plans.put(folder, plan(folder).orElse(comparison.plan()));
            }
        }
        // A report of several comparisons lies in none of them, so that links would lead nowhere.
        boolean linked = plans.values().stream().distinct().count() == 1;
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Section.Text(EXPLANATION));
        for (ComparedModel model : comparison.models()) {
            blocks.add(runs(model, plans, linked));
        }
        return blocks;
    }

    private static Section.Runs runs(
            ComparedModel model, Map<Path, ComparisonPlan> plans, boolean linked) {
        List<Run> runs = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        for (ComparedRun run : model.runs()) {
            String folder = run.folder().path().getFileName().toString();
            boolean hasRecord = linked && run.ended().isPresent();
            String file = hasRecord ? "../runs/" + folder + "/result.json" : "";
            runs.add(new Run(run.planned().seed(), state(run), folder, file));
            if (run.completed().isPresent()) {
                ComparisonPlan plan = Objects.requireNonNull(plans.get(comparisonOf(run)));
                String place = place(run, plan);
                commands.add(ShellWords.of(List.of("./vaelab", "reproduce", place)));
                commands.add(ShellWords.of(List.of("./vaelab", "evaluate", place)));
            }
        }
        String label = model.label().plain();
        String aside =
                label.equals(model.name())
                        ? model.variant()
                        : model.name() + ", " + model.variant();
        return new Section.Runs("model-" + model.name(), label, aside, runs, commands);
    }

    private static String state(ComparedRun run) {
        if (run.completed().isPresent()) {
            return "completed";
        }
        return run.ended().isPresent() ? "failed" : "not complete";
    }

    /**
     * Returns the folder of a run: in the folder of the plan, or where it was read if that is not
     * known.
     */
    private static String place(ComparedRun run, ComparisonPlan plan) {
        Path read = run.folder().path();
        String named = plan.folder();
        return named == null
                ? read.toString()
                : new ComparisonFolder(Path.of(named))
                        .runs()
                        .resolve(read.getFileName())
                        .toString();
    }

    private static Path comparisonOf(ComparedRun run) {
        Path folder = run.folder().path().toAbsolutePath();
        return folder.resolve("../..").normalize();
    }

    private static Optional<ComparisonPlan> plan(Path folder) throws IOException {
        ComparisonFolder files = new ComparisonFolder(folder);
        return Files.isRegularFile(files.plan()) ? Optional.of(files.readPlan()) : Optional.empty();
    }
}
