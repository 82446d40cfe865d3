// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.vaelab.experiments.config.ConfigPaths;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.run.ComparisonLock;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.run.RunExecution;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.Provenances;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;

/**
 * A run that a worker executes.
 *
 * @param run the run, with the checksum of its data
 * @param folder the folder of the comparison; empty for the working folder of the worker
 * @param shownFolder the folder of the comparison as the user wrote it
 * @param command the command of the user, for the records
 * @param framework the software of the user, for the records
 * @param places where the worker has files, by their paths on the machine of the user
 */
@Internal
public record RunTask(
        PlannedRun run,
        String folder,
        String shownFolder,
        String command,
        Provenance.Framework framework,
        Map<String, String> places) {

    public RunTask {
        places = Map.copyOf(places);
    }

    /** Reads a task from a file. */
    public static RunTask read(byte[] json) throws IOException {
        return RecordMapper.read(json, RunTask.class, "task of a cluster");
    }

    public Provenances provenances() {
        return new Provenances(command, framework);
    }

    /**
     * Executes the run, unless another worker completed it before that one was lost.
     *
     * @param stopped whether the run is to leave a checkpoint and end
     * @return whether it has a record
     */
    public boolean execute(Lab lab, BooleanSupplier stopped) throws IOException {
        ComparisonFolder comparison = new ComparisonFolder(Path.of(folder));
        RunSpec spec = RunSpec.read(ConfigPaths.replace(run.config(), this::here), lab.specs());
        requireData(lab.data().get(spec).dataset().checksum());
        RunFolder files = comparison.run(run);
        try (ComparisonLock lock = ComparisonLock.open(comparison);
                Closeable working = lock.working(run)) {
            if (!files.hasResult() || files.readResult().status() != RunStatus.COMPLETED) {
                Listener listener = Listener.interruptedBy(stopped);
                RunExecution.execute(lab, run, spec, files, listener);
            }
        }
        if (!files.hasResult()) {
            return false;
        }
        RunRecord record = files.readResult();
        Failure failure = record.failure();
        if (failure != null) {
            files.writeResult(record.failing(shown(failure, files)));
        }
        return true;
    }

    private void requireData(String found) throws IOException {
        if (!found.equals(run.data())) {
            throw new IOException(
                    "the data of %s, seed %s, are not those of the plan: checksum %s here, %s there"
                            .formatted(run.model(), run.seed(), found, run.data()));
        }
    }

    /** Returns a text of the config with the path that a file has here. */
    private String here(String text) {
        for (Map.Entry<String, String> place : places.entrySet()) {
            String path = place.getKey();
            // 'file.npz#array' names an array of a file.
            if (text.equals(path) || text.startsWith(path + "#")) {
                return place.getValue() + text.substring(path.length());
            }
        }
        return text;
    }

    /** Returns a failure whose command has the paths of the user. */
    private Failure shown(Failure failure, RunFolder files) {
        Path place = new ComparisonFolder(Path.of(shownFolder)).run(run).path();
        String command = failure.reproduce().replace(files.path().toString(), place.toString());
        for (Map.Entry<String, String> file : places.entrySet()) {
            command = command.replace(file.getValue(), file.getKey());
        }
        return new Failure(failure.step(), failure.cause(), command, failure.remedy());
    }
}
