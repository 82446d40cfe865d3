// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * Executes the runs of a plan, several in parallel if requested. Complete runs are kept.
 *
 * @param folder of the comparison, with a written plan
 * @param lock of the folder, which holds the runs
 * @param interrupted polled often; on true, runs leave checkpoints and no further run starts
 */
public record ComparisonRunner(
        RunExecutor executor,
        ComparisonFolder folder,
        ComparisonLock lock,
        RunListener listener,
        BooleanSupplier interrupted) {

    private static final String THREAD = "vaelab-run";

    public record Job(PlannedRun planned, RunSpec spec) {}

    /**
     * The result of the runs.
     *
     * @param completed the number of complete runs, including those kept
     * @param failed the number of failed runs
     * @param interrupted the number of runs that were interrupted or not started
     */
    public record Summary(int completed, int failed, int interrupted) {}

    private enum Ending {
        COMPLETED,
        FAILED,
        INTERRUPTED
    }

    /**
     * Executes the runs in their order, and keeps complete ones. First it checks that the kept ones
     * were made with the present data.
     *
     * @param complete the records of complete runs, by the names of their folders
     * @param parallel how many at once, at least 1
     * @throws ChangedDataException if a complete run was made with other data
     * @throws IOException if a folder cannot be read or written
     */
    public Summary run(List<Job> jobs, Map<String, RunRecord> complete, int parallel)
            throws IOException {
        KeptRuns kept = new KeptRuns(executor, complete);
        kept.requireDataOf(jobs);
        List<Callable<List<Ending>>> tasks = new ArrayList<>();
        for (List<Job> atOnce : groups(jobs)) {
            tasks.add(() -> run(atOnce, kept));
        }
        List<Ending> endings = new ArrayList<>();
        InParallel.all(tasks, parallel, THREAD).forEach(endings::addAll);
        return new Summary(
                Collections.frequency(endings, Ending.COMPLETED),
                Collections.frequency(endings, Ending.FAILED),
                Collections.frequency(endings, Ending.INTERRUPTED));
    }

    /**
     * Returns the groups of runs that one process executes together: the seeds of a model if they
     * compute together, otherwise single runs.
     */
    public static List<List<Job>> groups(List<Job> jobs) {
        Map<String, List<Job>> groups = new LinkedHashMap<>();
        for (Job job : jobs) {
            RunSpec spec = job.spec();
            String group =
                    spec.runtime().seedsTogether() ? spec.model() : job.planned().folderName();
            groups.computeIfAbsent(group, name -> new ArrayList<>()).add(job);
        }
        return List.copyOf(groups.values());
    }

    private List<Ending> run(List<Job> jobs, KeptRuns kept) throws IOException {
        List<Job> left = kept.rest(jobs, listener);
        List<Ending> endings =
                new ArrayList<>(Collections.nCopies(jobs.size() - left.size(), Ending.COMPLETED));
        if (interrupted.getAsBoolean()) {
            left.forEach(job -> endings.add(Ending.INTERRUPTED));
        } else if (left.size() == 1) {
            RunSpec spec = left.get(0).spec();
            endings.add(execute(left.get(0), () -> executor.open(spec)));
        } else if (!left.isEmpty()) {
            endings.addAll(executeTogether(left));
        }
        return endings;
    }

    private List<Ending> executeTogether(List<Job> jobs) throws IOException {
        List<TensorRuntime> runtimes = executor.open(jobs.get(0).spec(), jobs.size());
        List<Callable<Ending>> tasks = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            Job job = jobs.get(i);
            TensorRuntime own = runtimes.get(i);
            tasks.add(
                    () -> {
                        // Always closes, because the other runs wait for an open runtime.
                        try (TensorRuntime runtime = own) {
                            return execute(job, () -> runtime);
                        }
                    });
        }
        return InParallel.all(tasks, jobs.size(), THREAD);
    }

    private Ending execute(Job job, Supplier<TensorRuntime> runtime) throws IOException {
        try (Closeable working = lock.working(job.planned())) {
            return executor.execute(job, folder.run(job.planned()), listener, interrupted, runtime)
                    .map(r -> r.status() == RunStatus.COMPLETED ? Ending.COMPLETED : Ending.FAILED)
                    .orElse(Ending.INTERRUPTED);
        }
    }
}
