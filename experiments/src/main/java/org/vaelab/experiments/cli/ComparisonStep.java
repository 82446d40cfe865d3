// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.vaelab.experiments.audit.AuditedPlan;
import org.vaelab.experiments.plan.PlanFolder;
import org.vaelab.experiments.plan.Plans;
import org.vaelab.experiments.plan.Preflight;
import org.vaelab.experiments.plan.Shard;
import org.vaelab.experiments.run.ComparisonLock;
import org.vaelab.experiments.run.ComparisonRunner;
import org.vaelab.experiments.spec.ComparisonSpec;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.experiments.spec.SearchSpec;
import org.vaelab.experiments.start.SeenExamples;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;

/** A comparison in a folder, as a step of a command. */
final class ComparisonStep {

    /** Work on runs that this process holds, with a written plan. */
    @FunctionalInterface
    interface Work<T> {
        T on(PlannedRuns runs) throws IOException;
    }

    private final Session session;
    private final ComparisonSpec spec;
    private final Path folder;
    private final Shard part;
    private final ComparisonPlan withoutData;

    /**
     * A step of a command.
     *
     * @param part the part of the runs that this process executes
     */
    ComparisonStep(Session session, ComparisonSpec spec, Path folder, Shard part) {
        this.session = session;
        this.spec = spec;
        this.folder = folder;
        this.part = part;
        this.withoutData = Plans.of(spec);
    }

    /**
     * Checks the folder and the earlier plan in it, before data are loaded. Writes nothing.
     *
     * @throws org.vaelab.experiments.plan.PlanException if they do not fit this comparison
     */
    void requireFolder() {
        OutFile.requireFolder(folder);
        PlanFolder plans = plans();
        plans.requireUsable();
        plans.agree(withoutData);
    }

    /** Tries every model, and compares the data with those of the earlier plan. Writes nothing. */
    AuditedPlan tryOut() {
        return preflight(spec);
    }

    /**
     * As {@link #tryOut}, with the models of another comparison.
     *
     * @param tried the comparison
     */
    AuditedPlan preflight(ComparisonSpec tried) {
        AuditedPlan audited =
                new Preflight(session.context().plugins(), session.backends(), session.data()::get)
                        .check(tried);
        requireData();
        requireUnseen(tried);
        return audited;
    }

    /** Looks at what each model starts from; the seeds of a model have the same starting data. */
    private void requireUnseen(ComparisonSpec tried) {
        SeenExamples seen = new SeenExamples(session.context(), session.data()::get);
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
    List<ComparisonRunner.Job> jobs() {
        List<ComparisonRunner.Job> all = new ArrayList<>();
        for (int i = 0; i < spec.runs().size(); i++) {
            all.add(new ComparisonRunner.Job(withoutData.runs().get(i), spec.runs().get(i)));
        }
        return part.of(all);
    }

    /**
     * Locks the runs of this process, writes the plan and does the work. The locks are released
     * afterwards.
     */
    <T> T carryOut(Work<T> work) throws IOException {
        return carryOut(UnaryOperator.identity(), work);
    }

    /**
     * Carries out some of the runs of this process.
     *
     * @param chosen selects them
     */
    <T> T carryOut(UnaryOperator<List<ComparisonRunner.Job>> chosen, Work<T> work)
            throws IOException {
        PlanFolder plans = plans();
        ComparisonPlan wanted = plan();
        plans.create();
        ComparisonFolder files = new ComparisonFolder(folder);
        List<ComparisonRunner.Job> jobs = chosen.apply(jobs());
        try (ComparisonLock lock = ComparisonLock.open(files)) {
            lock.claim(jobs.stream().map(ComparisonRunner.Job::planned).toList());
            ComparisonPlan written = write(plans, wanted, lock);
            return work.on(new PlannedRuns(session, written, jobs, files, lock, session.data()));
        }
    }

    private PlanFolder plans() {
        return new PlanFolder(folder, spec.searches().stream().map(SearchSpec::model).toList());
    }

    private ComparisonPlan plan() {
        return Plans.on(withoutData, spec, run -> session.data().get(run).dataset().checksum());
    }

    private static ComparisonPlan write(
            PlanFolder plans, ComparisonPlan wanted, ComparisonLock lock) throws IOException {
        try (Closeable writing = lock.writingPlan()) {
            return plans.write(wanted);
        }
    }
}
