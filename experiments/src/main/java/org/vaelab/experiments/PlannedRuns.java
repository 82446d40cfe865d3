// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vaelab.experiments.audit.AuditedPlan;
import org.vaelab.experiments.plan.PlanFolder;
import org.vaelab.experiments.plan.Plans;
import org.vaelab.experiments.plan.Preflight;
import org.vaelab.experiments.plan.Shard;
import org.vaelab.experiments.progress.RunProgress;
import org.vaelab.experiments.run.ComparisonLock;
import org.vaelab.experiments.run.DamagedFiles;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Job;
import org.vaelab.experiments.spec.ComparisonSpec;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.experiments.spec.SearchSpec;
import org.vaelab.experiments.start.SeenExamples;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;

/** Runs without a search, in a folder: all models, those that are not searched, or a rung. */
final class PlannedRuns {

    private final Lab lab;
    private final ComparisonSpec spec;
    private final ComparisonFolder folder;
    private final Shard part;
    private final ComparisonPlan withoutData;

    PlannedRuns(Lab lab, ComparisonSpec spec, Path folder, Shard part) {
        this.lab = lab;
        this.spec = spec;
        this.folder = new ComparisonFolder(folder);
        this.part = part;
        this.withoutData = Plans.of(spec);
    }

    /**
     * Checks the folder and the earlier plan in it, before data are loaded. Writes nothing.
     *
     * @throws org.vaelab.experiments.spec.UserError if they do not fit these runs
     */
    void requireFolder() {
        PlanFolder plans = plans();
        plans.requireUsable();
        plans.agree(withoutData);
    }

    /**
     * Tries every model of an experiment, and compares the data with those of the earlier plan. Writes
     * nothing.
     *
     * @param tried the experiment, which may have models beyond these runs
     */
    AuditedPlan tryOut(ComparisonSpec tried) {
        AuditedPlan audited =
                new Preflight(lab.context().plugins(), lab.backends(), lab.data()::get)
                        .check(tried);
        requireData();
        requireUnseen(tried);
        return audited;
    }

    /** Tries every model of these runs. */
    AuditedPlan tryOut() {
        return tryOut(spec);
    }

    /** Looks at what each model starts from; the seeds of a model have the same starting data. */
    private void requireUnseen(ComparisonSpec tried) {
        SeenExamples seen = new SeenExamples(lab.context(), lab.data()::get);
        for (String model : tried.models()) {
            RunSpec run = tried.firstRun(model);
            seen.requireUnseen(
                    run,
                    tried.searches().stream().anyMatch(of -> of.model().equals(model))
                            || run.training().earlyStopping() != null
                            || run.evaluation().isOnValidation());
        }
    }

    /** Compares the data with those of the earlier plan. */
    void requireData() {
        plans().agree(plan());
    }

    /** Returns the runs of this process, in the order of the config. */
    List<Job> jobs() {
        List<Job> all = new ArrayList<>();
        for (int i = 0; i < spec.runs().size(); i++) {
            all.add(new Job(withoutData.runs().get(i), spec.runs().get(i)));
        }
        return part.of(all);
    }

    /** Writes the plan alone. */
    void write() throws IOException {
        PlanFolder plans = plans();
        ComparisonPlan wanted = plan();
        plans.create();
        try (ComparisonLock lock = ComparisonLock.open(folder)) {
            write(plans, wanted, lock);
        }
    }

    private static ComparisonPlan write(
            PlanFolder plans, ComparisonPlan wanted, ComparisonLock lock) throws IOException {
        try (Closeable writing = lock.writingPlan()) {
            return plans.write(wanted);
        }
    }

    /**
     * What a listener learns about runs that begin.
     *
     * @param name what they are called together
     * @param ended runs before them
     * @param later runs after them
     */
    record Schedule(String name, List<RunProgress> ended, List<RunProgress> later) {}

    /**
     * Locks runs, writes the plan and executes the runs that are not complete.
     *
     * @param jobs runs of this process
     */
    Executor.Summary execute(List<Job> jobs, Executor executor, Listener listener, Schedule when)
            throws IOException {
        PlanFolder plans = plans();
        ComparisonPlan wanted = plan();
        plans.create();
        List<PlannedRun> own = jobs.stream().map(Job::planned).toList();
        try (ComparisonLock lock = ComparisonLock.open(folder)) {
            lock.claim(own);
            ComparisonPlan written = write(plans, wanted, lock);
            for (Job job : jobs) {
                job.inherit(folder.run(job.planned()));
            }
            Map<String, RunRecord> complete =
                    new DamagedFiles(folder, listener::warned).setAside(written.runs(), own);
            List<RunProgress> ahead = new ArrayList<>();
            for (PlannedRun run : own) {
                ahead.add(
                        RunProgress.beforeWork(
                                run, folder.run(run), complete.get(run.folderName())));
            }
            ahead.addAll(when.later());
            listener.begins(when.name(), when.ended(), ahead);
            return executor.run(
                    new Executor.Work(
                            lab.executor(),
                            folder,
                            lock,
                            listener,
                            listener::isInterrupted,
                            jobs,
                            complete));
        }
    }

    private PlanFolder plans() {
        return new PlanFolder(
                folder.path(), spec.searches().stream().map(SearchSpec::model).toList());
    }

    private ComparisonPlan plan() {
        return Plans.on(withoutData, spec, run -> lab.data().get(run).dataset().checksum());
    }
}
