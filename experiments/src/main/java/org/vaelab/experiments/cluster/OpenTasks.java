// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.vaelab.experiments.plan.Job;
import org.vaelab.experiments.run.Executor;
import org.vaelab.framework.record.FolderTree;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;

/** The tasks of a comparison that are not answered yet. */
final class OpenTasks {

    private final Executor.Work work;
    private final Cluster cluster;
    private final Consumer<String> notes;
    private final Path spool;
    private final Map<String, PlannedRun> open = new LinkedHashMap<>();
    private int completed;
    private int failed;
    private boolean cancelled;

    OpenTasks(
            Executor.Work work,
            Cluster cluster,
            Consumer<String> notes,
            Map<String, Job> tasks,
            Path spool) {
        this.work = work;
        this.cluster = cluster;
        this.notes = notes;
        this.spool = spool;
        tasks.forEach((id, job) -> open.put(id, job.planned()));
    }

    /**
     * Tells which runs begin and end and puts them in place, until all tasks are answered or have left their
     * runs after an interruption.
     *
     * @param kept the number of runs that were complete before
     */
    Executor.Summary follow(int kept) throws IOException {
        boolean asked = false;
        while (!open.isEmpty() && !cancelled) {
            if (!asked && work.listener().isInterrupted()) {
                asked = true;
                cluster.cancel();
            }
            Optional<Cluster.Message> message = cluster.next();
            if (message.isPresent()) {
                handle(message.get(), asked);
            }
        }
        return new Executor.Summary(kept + completed, failed, open.size());
    }

    private void handle(Cluster.Message message, boolean stopping) throws IOException {
        if (message instanceof Cluster.Done done) {
            PlannedRun run = open.get(done.task());
            if (run != null && done.files().isPresent()) {
                putInPlace(done.files().get(), run);
            }
            if (run != null && work.folder().run(run).hasResult()) {
                // A task that is told to stop leaves no record.
                open.remove(done.task());
                finish(run);
            }
        } else if (message instanceof Cluster.Failed lost && !stopping) {
            PlannedRun run = open.remove(lost.task());
            if (run != null) {
                work.listener().lost(run, lost.why());
                failed++;
            }
        } else if (message instanceof Cluster.Started started && !stopping) {
            PlannedRun run = open.get(started.task());
            if (run != null) {
                work.listener().started(run, 0);
                notes.accept(run.label() + " starts on worker " + started.worker());
            }
        } else if (message instanceof Cluster.Note note && !stopping) {
            notes.accept(note.text());
        } else if (message instanceof Cluster.Cancelled) {
            cancelled = true;
        }
    }

    /**
     * Puts the folder of a run that a worker sent in place, wholly or not at all, and deletes the archive.
     * An earlier folder of the run is replaced.
     */
    private void putInPlace(Path archive, PlannedRun run) throws IOException {
        Path unpacked = spool.resolve(UUID.randomUUID().toString());
        ZipFolder.unpack(archive, unpacked);
        Files.createDirectories(work.folder().runs());
        Path arrived = unpacked.resolve(run.folderName());
        Path place = work.folder().run(run).path();
        if (!Files.isDirectory(arrived)) {
            throw new IOException(run.folderName() + " is not among the files of a worker");
        }
        if (Files.exists(place)) {
            // A process that is killed between the two moves leaves an open run.
            Path earlier = unpacked.resolve("earlier-" + run.folderName());
            Files.move(place, earlier, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(arrived, place, StandardCopyOption.ATOMIC_MOVE);
        FolderTree.delete(unpacked);
        Files.deleteIfExists(archive);
    }

    private void finish(PlannedRun run) throws IOException {
        RunFolder files = work.folder().run(run);
        RunRecord record = files.readResult();
        if (record.status() == RunStatus.COMPLETED) {
            completed++;
        } else {
            failed++;
        }
        for (HealthFinding finding : files.health().findings()) {
            work.listener().found(run, finding);
        }
        work.listener().finished(run, record);
    }
}
