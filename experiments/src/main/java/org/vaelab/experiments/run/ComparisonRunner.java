// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;

/** Carries out the runs of a plan, several at once if so asked; what is complete is kept. */
public final class ComparisonRunner {

    /**
     * A run with its place in the plan.
     *
     * @param planned as the plan has it
     * @param spec what its config says
     */
    public record Job(PlannedRun planned, RunSpec spec) {}

    /**
     * How the runs ended.
     *
     * @param completed how many are complete, those kept included
     * @param failed how many failed
     * @param interrupted how many were interrupted or not begun
     */
    public record Summary(int completed, int failed, int interrupted) {}

    private enum Ending {
        COMPLETED,
        FAILED,
        INTERRUPTED
    }

    private final RunExecutor executor;
    private final ComparisonFolder folder;
    private final RunListener listener;
    private final BooleanSupplier interrupted;

    /**
     * Creates a runner.
     *
     * @param folder of the comparison, with its plan written
     * @param interrupted asked often; on true, runs leave checkpoints and no further run begins
     */
    public ComparisonRunner(
            RunExecutor executor,
            ComparisonFolder folder,
            RunListener listener,
            BooleanSupplier interrupted) {
        this.executor = executor;
        this.folder = folder;
        this.listener = listener;
        this.interrupted = interrupted;
    }

    /**
     * Carries out the runs in their order. Before the first one begins, those that are complete and
     * kept are checked: they must have been made with the data that there are now.
     *
     * @param parallel how many at once, at least 1
     * @throws ChangedDataException if a complete run was made with other data
     * @throws IOException if a folder cannot be read or written
     */
    public Summary run(List<Job> jobs, int parallel) throws IOException {
        for (Job job : jobs) {
            Optional<RunRecord> complete = complete(job);
            if (complete.isPresent()) {
                executor.requireDataOf(complete.get(), job);
            }
        }
        ExecutorService pool =
                Executors.newFixedThreadPool(parallel, task -> new Thread(task, "vaelab-run"));
        try {
            List<Future<Ending>> endings = new ArrayList<>();
            for (Job job : jobs) {
                endings.add(pool.submit(() -> run(job)));
            }
            int[] counts = new int[Ending.values().length];
            for (Future<Ending> ending : endings) {
                switch (await(ending)) {
                    case COMPLETED -> counts[0]++;
                    case FAILED -> counts[1]++;
                    case INTERRUPTED -> counts[2]++;
                }
            }
            return new Summary(counts[0], counts[1], counts[2]);
        } finally {
            pool.shutdownNow();
        }
    }

    private Ending run(Job job) throws IOException {
        RunFolder runFolder = folder.run(job.planned());
        Optional<RunRecord> complete = complete(job);
        if (complete.isPresent()) {
            executor.requirePluginsOf(complete.get(), job.planned());
            listener.kept(job.planned());
            return Ending.COMPLETED;
        }
        if (interrupted.getAsBoolean()) {
            return Ending.INTERRUPTED;
        }
        Optional<RunRecord> record =
                executor.execute(job.planned(), job.spec(), runFolder, listener, interrupted);
        return record.map(r -> r.status() == RunStatus.COMPLETED ? Ending.COMPLETED : Ending.FAILED)
                .orElse(Ending.INTERRUPTED);
    }

    private Optional<RunRecord> complete(Job job) throws IOException {
        RunFolder runFolder = folder.run(job.planned());
        return runFolder.hasResult()
                ? Optional.of(runFolder.readResult())
                        .filter(record -> record.status() == RunStatus.COMPLETED)
                : Optional.empty();
    }

    private static Ending await(Future<Ending> ending) throws IOException {
        try {
            return ending.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Ending.INTERRUPTED;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException io) {
                throw io;
            }
            if (cause instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(cause);
        }
    }
}
