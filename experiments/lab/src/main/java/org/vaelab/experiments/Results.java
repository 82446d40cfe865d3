// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.run.ComparisonLock;
import org.vaelab.experiments.run.PlanWatch;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.VaeLabException;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.FileProblem;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.reports.Report;
import org.vaelab.reports.ReportFolder;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.render.Content;
import org.vaelab.reports.tables.Table;

/**
 * The records of an experiment in its folder, also those of other processes.
 *
 * <pre>{@code
 * Results results = Results.in(Path.of("runs/families"));
 * double bound = results.record("vae20", 1).metrics().get("elbo").value();
 * results.report().write(new ReportFolder(Path.of("report")));
 * }</pre>
 *
 * <p>Bounds and log p(x) are in nats. A run that is not planned is rejected by an
 * IllegalArgumentException, the record of one that has not ended by an IOException.
 */
public final class Results {

    private final ComparisonFolder folder;
    private final Lab lab;
    private final Ending ending;
    private final List<PlannedRun> own;

    Results(Path folder, Lab lab, Ending ending, List<PlannedRun> own) {
        this.folder = new ComparisonFolder(folder);
        this.lab = lab;
        this.ending = ending;
        this.own = List.copyOf(own);
    }

    /**
     * Returns the results in the folder of an experiment.
     *
     * @throws UserError if it has no plan
     * @throws IOException if the plan cannot be read
     */
    public static Results in(Path folder) throws IOException {
        return in(folder, Lab.with());
    }

    /**
     * Returns the results in the folder of an experiment, whose report may have sections of
     * plugins.
     *
     * @throws UserError if it has no plan
     * @throws IOException if the plan cannot be read
     */
    public static Results in(Path folder, Lab lab) throws IOException {
        Objects.requireNonNull(folder, "folder must not be null");
        Objects.requireNonNull(lab, "lab must not be null");
        try {
            List<PlannedRun> runs = new ComparisonFolder(folder).readPlan().runs();
            return new Results(folder, lab, Ending.COMPLETE, runs);
        } catch (NoSuchFileException e) {
            throw new UserError(FileProblem.of(e), e);
        }
    }

    public ComparisonFolder folder() {
        return folder;
    }

    /** Returns how the work ended that made these results. */
    public Ending ending() {
        return ending;
    }

    /**
     * Returns these results if all runs of this process are complete.
     *
     * @throws VaeLabException with the cause of each run that failed, or if the work was
     *     interrupted
     */
    public Results orThrow() throws IOException {
        List<String> failed = new ArrayList<>();
        for (RunRecord record : records(own)) {
            if (record.failure() != null) {
                failed.add(
                        "\n    %s, seed %s: %s"
                                .formatted(
                                        record.model(), record.seed(), record.failure().cause()));
            }
        }
        if (ending != Ending.COMPLETE || !failed.isEmpty()) {
            throw new VaeLabException(this + String.join("", failed));
        }
        return this;
    }

    /** Returns the runs that this process executed or kept. */
    public List<PlannedRun> own() {
        return own;
    }

    /**
     * Returns a watch of the folder, which tells the progress of its runs in whatever process.
     *
     * <pre>{@code
     * PlanProgress now = results.watch().look();
     * double seconds = now.timeLeft().seconds();
     * }</pre>
     */
    public PlanWatch watch() {
        return new PlanWatch(folder);
    }

    /** Returns all runs of the folder. */
    public ComparisonPlan plan() throws IOException {
        return folder.readPlan();
    }

    /** Returns the records of the runs that ended, in the order of the plan. */
    public List<RunRecord> records() throws IOException {
        return records(plan().runs());
    }

    /** Returns the records of those of some runs that ended. */
    public List<RunRecord> records(List<PlannedRun> runs) throws IOException {
        List<RunRecord> records = new ArrayList<>();
        for (PlannedRun run : runs) {
            RunFolder files = folder.run(run);
            if (files.hasResult()) {
                records.add(files.readResult());
            }
        }
        return records;
    }

    /**
     * Returns the folder of a run, with its record and its checkpoint.
     *
     * @throws IllegalArgumentException if no such run is planned
     */
    public RunFolder run(String model, long seed) throws IOException {
        Objects.requireNonNull(model, "model must not be null");
        return plan().runs().stream()
                .filter(run -> run.model().equals(model) && run.seed() == seed)
                .findFirst()
                .map(folder::run)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "%s plans no run of model '%s' with seed %s"
                                                .formatted(folder.plan(), model, seed)));
    }

    /**
     * Opens the model of a run, with the parts and the data of this experiment. The caller closes
     * it.
     *
     * @throws IllegalArgumentException if no such run is planned, or it has no checkpoint
     */
    public Model model(String model, long seed) throws IOException {
        return Model.open(run(model, seed), lab);
    }

    /**
     * Returns the record of a run.
     *
     * @throws IOException if the run has not ended
     */
    public RunRecord record(String model, long seed) throws IOException {
        return run(model, seed).readResult();
    }

    /** Returns the report of all records. */
    public Report report() throws IOException {
        return report(part -> {});
    }

    /**
     * Returns the report of all records.
     *
     * @param progress learns what is made now
     */
    public Report report(Consumer<String> progress) throws IOException {
        return Report.of(List.of(folder.path()), List.of(), lab.specs().sections().all(), progress);
    }

    /** Returns the tables of the report, in its order. */
    public List<Table> tables() throws IOException {
        return content().tables();
    }

    /**
     * Returns a table of the report.
     *
     * @param id such as {@code results}
     * @throws IllegalArgumentException if the report has no such table
     */
    public Table table(String id) throws IOException {
        return named(tables(), Table::id, id, "table");
    }

    /** Returns the figures of the report, in its order. */
    public List<Figure> figures() throws IOException {
        return content().figures();
    }

    /**
     * Returns a figure of the report.
     *
     * @param id such as {@code learning-curves}
     * @throws IllegalArgumentException if the report has no such figure
     */
    public Figure figure(String id) throws IOException {
        return named(figures(), Figure::id, id, "figure");
    }

    private Content content() throws IOException {
        return Content.of(Comparison.read(folder.path()), lab.specs().sections().all());
    }

    private static <T> T named(List<T> all, Function<T, String> name, String id, String kind) {
        List<String> ids = all.stream().map(name).toList();
        if (!ids.contains(id)) {
            throw new IllegalArgumentException(
                    "the report has no %s '%s'; it has %s"
                                    .formatted(
                                            kind,
                                            id,
                                            ids.isEmpty() ? "none" : String.join(", ", ids))
                            + Spelling.question(id, ids).orElse(""));
        }
        return all.get(ids.indexOf(id));
    }

    /**
     * Waits until no other process writes the report of this folder, and holds it until it is
     * closed.
     */
    public Closeable holdReport() throws IOException {
        ComparisonLock lock = ComparisonLock.open(folder);
        Closeable writing = lock.writingReport();
        return () -> {
            try (lock) {
                writing.close();
            }
        };
    }

    /**
     * Replaces the report in the folder of the results, and returns its first page. Other files
     * there stay, and those of the earlier report that were edited, as {@code <name>.edited}.
     *
     * @throws java.nio.file.FileAlreadyExistsException if a file that is not of a report is in the
     *     way
     */
    public Path writeReport() throws IOException {
        try (Closeable held = holdReport()) {
            report().write(new ReportFolder(folder.report()));
        }
        return firstPage();
    }

    /** Returns the first page of the report in the folder of the results. */
    public Path firstPage() throws IOException {
        List<String> formats = plan().reportFormats();
        Path place = folder.report();
        if (formats.contains("html")) {
            return place.resolve("index.html");
        }
        return formats.contains("markdown") ? place.resolve("report.md") : place;
    }

    @Override
    public String toString() {
        return "results in %s: %s runs, %s"
                .formatted(folder.path(), own.size(), ending.name().toLowerCase(Locale.ROOT));
    }
}
