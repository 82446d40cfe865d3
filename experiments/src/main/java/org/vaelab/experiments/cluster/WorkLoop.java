// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.model.Provenances;
import org.vaelab.experiments.model.RunContext;
import org.vaelab.experiments.plan.Job;
import org.vaelab.experiments.run.ComparisonLock;
import org.vaelab.experiments.run.RunExecution;
import org.vaelab.experiments.run.RunListener;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.FolderTree;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;

/**
 * A worker: executes one task after the other until its input ends.
 *
 * <pre>
 * in    TASK             a {@link ClusterTask}
 *       stop             the task leaves checkpoints and ends
 * out   done [ARCHIVE]   the task ended; with the folder of its run if not in place
 *       failed TEXT      the task cannot be executed here
 * </pre>
 *
 * Paths and texts are URL-encoded. The end of the input stops the task too. So no worker outlives its executor for long.
 */
public final class WorkLoop {

    private static final String STOP = "stop";
    private static final String DONE = "done";

    /** After the last task. */
    private static final String END = "end";

    private final Function<Provenances, RunContext> contexts;
    private final Place place;
    private final Consumer<String> out;
    private final BlockingQueue<String> tasks = new LinkedBlockingQueue<>();
    private volatile boolean stopped;

    /**
     * Where a worker finds and leaves files.
     *
     * @param inPlace whether runs work in the folder of the comparison
     * @param scratch the folder of runs that do not
     * @param files the folder of moved files; empty if they are where the user has them
     */
    public record Place(boolean inPlace, Path scratch, String files) {}

    /**
     * Creates a worker.
     *
     * @param contexts gives what runs with these provenances share
     * @param out receives lines
     */
    public WorkLoop(Function<Provenances, RunContext> contexts, Place place, Consumer<String> out) {
        this.contexts = contexts;
        this.place = place;
        this.out = out;
    }

    /** Executes the tasks of an input until it ends. */
    public void run(BufferedReader in) throws IOException, InterruptedException {
        Thread reader = new Thread(() -> read(in), "vaelab-tasks");
        reader.setDaemon(true);
        reader.start();
        for (String task = tasks.take(); !task.equals(END); task = tasks.take()) {
            out.accept(answer(task));
        }
    }

    private void read(BufferedReader in) {
        try {
            @Nullable String text;
            while ((text = in.readLine()) != null) {
                // The next task comes after the answer to the one before.
                stopped = text.equals(STOP);
                if (!stopped) {
                    tasks.add(text);
                }
            }
        } catch (IOException e) {
            // The input ended.
        }
        stopped = true;
        tasks.add(END);
    }

    private String answer(String line) {
        try {
            ClusterTask task = ClusterTask.parse(line);
            MovedFiles moved = new MovedFiles(task.files(), place.files());
            if (place.inPlace()) {
                execute(task, new ComparisonFolder(Path.of(task.folder())), moved);
                return DONE;
            }
            return executeApart(task, moved);
        } catch (IOException | RuntimeException e) {
            String text = e.getMessage();
            return "failed " + encoded(text == null ? e.toString() : text);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String executeApart(ClusterTask task, MovedFiles moved) throws IOException {
        Path own = Files.createTempDirectory(place.scratch(), "runs-");
        try {
            ComparisonFolder folder = new ComparisonFolder(own);
            execute(task, folder, moved);
            if (stopped) {
                return DONE;
            }
            Path archive = Files.createTempFile(place.scratch(), "runs-", ".zip");
            try (ZipFolder zip = ZipFolder.create(archive)) {
                zip.add(task.run().folderName(), folder.run(task.run()).path());
            }
            return DONE + " " + encoded(archive.toAbsolutePath().toString());
        } finally {
            FolderTree.delete(own);
        }
    }

    /** Executes the run, unless another worker completed it before that one was lost. */
    private void execute(ClusterTask task, ComparisonFolder folder, MovedFiles moved)
            throws IOException {
        RunContext context = contexts.apply(new Provenances(task.command(), task.framework()));
        PlannedRun run = task.run();
        RunSpec spec = RunSpec.read(moved.in(run.config()), context.context());
        requireData(run, context, spec);
        RunFolder files = folder.run(run);
        try (ComparisonLock lock = ComparisonLock.open(folder);
                Closeable working = lock.working(run)) {
            if (!stopped && !isComplete(files)) {
                RunListener listener = RunListener.interruptedBy(() -> stopped);
                RunExecution.execute(context, new Job(run, spec), files, listener);
            }
        }
        Path shown = new ComparisonFolder(Path.of(task.shownFolder())).run(run).path();
        showPathsOfUser(files, shown, moved);
    }

    private static boolean isComplete(RunFolder files) throws IOException {
        return files.hasResult() && files.readResult().status() == RunStatus.COMPLETED;
    }

    private static void requireData(PlannedRun run, RunContext context, RunSpec spec)
            throws IOException {
        String found = context.data().get(spec).dataset().checksum();
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
