// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.run.ComparisonLock;
import org.vaelab.experiments.run.ComparisonRunner;
import org.vaelab.experiments.run.Provenances;
import org.vaelab.experiments.run.RunExecutor;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.experiments.spec.SpecContext;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;

/**
 * A worker: executes one task after the other until its input ends.
 *
 * <pre>
 * in    task TASK IN-PLACE FILES   a {@link ClusterTask}, whether it works in the folder of the
 *                                  comparison, and the folder of moved files, which may be empty
 *       stop                       the task leaves checkpoints and ends
 * out   event EVENT                a {@link RunEvent}
 *       done [ARCHIVE]             the task ended; with the folder of its run if not in place
 *       failed TEXT                the task cannot be executed here
 * </pre>
 *
 * The end of the input stops the task too. So no worker outlives its executor for long.
 */
public final class WorkLoop {

    private final SpecContext context;
    private final Function<Provenances, RunExecutor> executors;
    private final Path scratch;
    private final Consumer<String> out;
    private final BlockingQueue<Line> tasks = new LinkedBlockingQueue<>();
    private volatile boolean stopped;

    /**
     * Creates a worker.
     *
     * @param executors gives the executor of runs with these provenances
     * @param scratch the folder of runs that do not work in place
     * @param out receives lines
     */
    public WorkLoop(
            SpecContext context,
            Function<Provenances, RunExecutor> executors,
            Path scratch,
            Consumer<String> out) {
        this.context = context;
        this.executors = executors;
        this.scratch = scratch;
        this.out = out;
    }

    /** Executes the tasks of an input until it ends. */
    public void run(BufferedReader in) throws IOException, InterruptedException {
        Thread reader = new Thread(() -> read(in), "vaelab-tasks");
        reader.setDaemon(true);
        reader.start();
        for (Line line = tasks.take(); !line.verb().equals("end"); line = tasks.take()) {
            tell(answer(line));
        }
    }

    private void read(BufferedReader in) {
        try {
            @Nullable String text;
            while ((text = in.readLine()) != null) {
                Line line = Line.parse(text);
                // The next task comes after the answer to the one before.
                stopped = line.verb().equals("stop");
                if (line.verb().equals("task")) {
                    tasks.add(line);
                }
            }
        } catch (IOException e) {
            // The input ended.
        }
        stopped = true;
        tasks.add(Line.of("end"));
    }

    private synchronized void tell(Line line) {
        out.accept(line.text());
    }

    private Line answer(Line line) {
        try {
            ClusterTask task = ClusterTask.parse(line.field(0));
            MovedFiles moved = new MovedFiles(task.files(), line.field(2));
            if (Boolean.parseBoolean(line.field(1))) {
                execute(task, new ComparisonFolder(Path.of(task.folder())), moved);
                return Line.of("done");
            }
            return executeApart(task, moved);
        } catch (IOException | RuntimeException e) {
            String text = e.getMessage();
            return Line.of("failed", text == null ? e.toString() : text);
        }
    }

    private Line executeApart(ClusterTask task, MovedFiles moved) throws IOException {
        Path own = Files.createTempDirectory(scratch, "runs-");
        try {
            ComparisonFolder folder = new ComparisonFolder(own);
            execute(task, folder, moved);
            if (stopped) {
                return Line.of("done");
            }
            Path archive = Files.createTempFile(scratch, "runs-", ".zip");
            try (ZipFolder zip = ZipFolder.create(archive)) {
                zip.add(task.run().folderName(), folder.run(task.run()).path());
            }
            return Line.of("done", archive.toAbsolutePath().toString());
        } finally {
            new FolderTree(own).delete();
        }
    }

    private void execute(ClusterTask task, ComparisonFolder folder, MovedFiles moved)
            throws IOException {
        RunExecutor executor = executors.apply(new Provenances(task.command(), task.framework()));
        PlannedRun run = task.run();
        RunSpec spec = RunSpec.read(moved.in(run.config()), context);
        requireData(run, executor, spec);
        ComparisonRunner.Job job = new ComparisonRunner.Job(run, spec);
        try (ComparisonLock lock = ComparisonLock.open(folder)) {
            new ComparisonRunner(executor, folder, lock, new EventSender(this::tell), () -> stopped)
                    .run(List.of(job), complete(run, folder), 1);
        }
        Path shown = new ComparisonFolder(Path.of(task.shownFolder())).run(run).path();
        showPathsOfUser(folder.run(run), shown, moved);
    }

    /** Returns the run if a worker completed it before it was lost. */
    private static Map<String, RunRecord> complete(PlannedRun run, ComparisonFolder folder)
            throws IOException {
        RunFolder files = folder.run(run);
        return files.hasResult() && files.readResult().status() == RunStatus.COMPLETED
                ? Map.of(run.folderName(), files.readResult())
                : Map.of();
    }

    private static void requireData(PlannedRun run, RunExecutor executor, RunSpec spec)
            throws IOException {
        String found = executor.data().get(spec).dataset().checksum();
        if (!found.equals(run.data())) {
            throw new IOException(
                    "the data of %s, seed %s, are not those of the plan: checksum %s here, %s there"
                            .formatted(run.model(), run.seed(), found, run.data()));
        }
    }

    /** The command that reproduces a failure is for the machine of the user. */
    private static void showPathsOfUser(RunFolder run, Path shown, MovedFiles moved)
            throws IOException {
        if (!run.hasResult()) {
            return;
        }
        RunRecord record = run.readResult();
        Failure failure = record.failure();
        if (failure != null) {
            String reproduce =
                    moved.asShown(failure.reproduce())
                            .replace(run.path().toString(), shown.toString());
            run.writeResult(
                    record.failing(
                            new Failure(
                                    failure.step(), failure.cause(), reproduce, failure.remedy())));
        }
    }
}
