// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.experiments.audit.Audit;
import org.vaelab.experiments.audit.Warning;
import org.vaelab.experiments.plan.Shard;
import org.vaelab.experiments.progress.RunProgress;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Job;
import org.vaelab.experiments.spec.ComparisonSpec;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.experiments.spec.SearchSpec;
import org.vaelab.framework.record.PlannedRun;

/**
 * The runs of an experiment, with the hashes that name their folders. Every model was tried, and nothing
 * was written.
 *
 * <p>A model without a search is planned at once. A searched model joins the plan with its best
 * settings. Its runs have other seeds than the trials, and are evaluated on test data.
 */
public final class Plan {

    private final Lab lab;
    private final ComparisonSpec spec;
    private final Path folder;
    private final Shard part;
    private final PlannedRuns withoutSearched;
    private final Map<String, SearchPlan> searches = new LinkedHashMap<>();
    private final List<Warning> warnings = new ArrayList<>();

    private Plan(Lab lab, ComparisonSpec spec, Path folder, Shard part) {
        this.lab = lab;
        this.spec = spec;
        this.folder = folder;
        this.part = part;
        this.withoutSearched = new PlannedRuns(lab, spec.withoutSearched(), folder, part);
        for (SearchSpec search : spec.searches()) {
            searches.put(search.model(), new SearchPlan(lab, spec, search, folder, part));
        }
    }

    /**
     * Returns the plan of an experiment.
     *
     * @param beforeTrial is called when the folder is found usable, before data are loaded
     */
    static Plan of(Lab lab, ComparisonSpec spec, Path folder, Shard part, Runnable beforeTrial)
            throws IOException {
        Plan plan = new Plan(lab, spec, folder, part);
        plan.withoutSearched.requireFolder();
        beforeTrial.run();
        plan.warnings.addAll(Audit.of(plan.withoutSearched.tryOut(spec)));
        for (SearchPlan search : plan.searches.values()) {
            plan.warnings.addAll(search.check());
        }
        return plan;
    }

    /** Returns the config, every default filled in. */
    public ComparisonSpec spec() {
        return spec;
    }

    /** Returns the folder that {@link #run} writes to. */
    public Path folder() {
        return folder;
    }

    /** Returns what is allowed and doubtful. */
    public List<Warning> warnings() {
        return List.copyOf(warnings);
    }

    /** Returns the searches, in the order of the config. */
    public List<SearchPlan> searches() {
        return List.copyOf(searches.values());
    }

    /** Returns the runs of this process; those of searched models have settings before the search. */
    public List<PlannedRun> runs() {
        return jobs().stream().map(Job::planned).toList();
    }

    private List<Job> jobs() {
        PlannedRuns all =
                searches.isEmpty() ? withoutSearched : new PlannedRuns(lab, spec, folder, part);
        return all.jobs();
    }

    /**
     * Searches, then trains and evaluates the models. Runs that are complete are kept, and begun ones go
     * on from their checkpoints.
     *
     * @throws org.vaelab.experiments.run.ClaimedRunException if another process has one of the runs
     * @throws IOException if the folder cannot be read or written
     */
    public Results run(Executor executor, Listener listener) throws IOException {
        if (searches.isEmpty()) {
            return run(withoutSearched, List.of(), Ending.COMPLETE, executor, listener);
        }
        withoutSearched.write();
        List<RunProgress> ended = new ArrayList<>();
        List<SearchPlan> left = new ArrayList<>(searches.values());
        Ending ending = Ending.COMPLETE;
        for (SearchPlan search : searches.values()) {
            left.remove(search);
            switch (search.run(executor, listener, ended, after(left))) {
                case COMPLETE -> {}
                case FAILED -> ending = Ending.FAILED;
                case INTERRUPTED -> {
                    return new Results(folder, lab, Ending.INTERRUPTED, List.of());
                }
                case WAITING -> {
                    return new Results(folder, lab, Ending.WAITING, List.of());
                }
            }
        }
        return run(found(), ended, ending, executor, listener);
    }

    private Results run(
            PlannedRuns runs,
            List<RunProgress> ended,
            Ending ofSearches,
            Executor executor,
            Listener listener)
            throws IOException {
        List<Job> jobs = runs.jobs();
        Executor.Summary summary =
                runs.execute(
                        jobs,
                        executor,
                        listener,
                        new PlannedRuns.Schedule(spec.name(), ended, List.of()));
        Ending ending = summary.failed() > 0 ? Ending.FAILED : ofSearches;
        if (summary.interrupted() > 0 || listener.isInterrupted()) {
            ending = Ending.INTERRUPTED;
        }
        return new Results(folder, lab, ending, jobs.stream().map(Job::planned).toList());
    }

    /** Returns the expected runs of later searches and of the models. */
    private List<RunProgress> after(List<SearchPlan> left) {
        List<RunProgress> runs = new ArrayList<>();
        left.forEach(search -> runs.addAll(search.expected(0)));
        jobs().forEach(job -> runs.add(RunProgress.ofFresh(job.planned())));
        return runs;
    }

    /** Returns the runs with the values that the searches found. */
    private PlannedRuns found() {
        List<RunSpec> runs = new ArrayList<>();
        for (String model : spec.models()) {
            SearchPlan search = searches.get(model);
            if (search == null) {
                spec.runs().stream().filter(run -> run.model().equals(model)).forEach(runs::add);
            } else {
                search.best().ifPresent(best -> runs.addAll(search.runs(best)));
            }
        }
        return new PlannedRuns(lab, spec.of(runs), folder, part);
    }
}
