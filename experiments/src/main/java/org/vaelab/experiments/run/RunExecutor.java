// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.TensorRuntime;

/** Executes one run at a time, on the calling thread, with its own runtime. */
public record RunExecutor(
        Plugins plugins, Backends backends, DataCache data, Provenances provenances) {

    /**
     * Executes a run, or the rest of it, and writes its record. If a number is not finite, or a
     * part fails, the record is that of a failed run.
     *
     * @param interrupted polled often; on true, the run leaves a checkpoint
     * @return the record; empty if the run was interrupted
     * @throws ChangedDataException if the run was started with other data
     * @throws IOException if the run's folder cannot be written
     */
    public Optional<RunRecord> execute(
            Job job, RunFolder folder, RunListener listener, BooleanSupplier interrupted)
            throws IOException {
        Instant startedAt = Instant.now();
        Files.createDirectories(folder.path());
        PreparedData prepared = data.get(job.spec());
        try (TensorRuntime runtime = job.spec().runtime().open(backends)) {
            RunNotes notes = new RunNotes(job.spec(), plugins);
            Optional<RunRecord> record =
                    new RunExecution(
                                    job,
                                    folder,
                                    listener,
                                    interrupted,
                                    prepared,
                                    runtime,
                                    plugins,
                                    notes,
                                    () -> provenances.of(job, prepared, runtime, notes, startedAt))
                            .recordOrFailure();
            if (record.isPresent()) {
                folder.writeResult(record.get());
                listener.finished(job.planned(), record.get());
            } else {
                listener.interrupted(job.planned());
            }
            return record;
        }
    }

    /** Checks that a kept run was made with the present plugins; warns about other builds. */
    void requirePluginsOf(RunRecord record, PlannedRun run) {
        UsedPlugins.require(record, plugins.jars(), run.folderName());
    }

    /**
     * Checks that a record was made with the present data.
     *
     * @param what the kind of record, for messages
     * @param remedy what to do otherwise
     * @throws ChangedDataException if it was not
     */
    void requireDataOf(RunRecord record, RunSpec spec, String what, String remedy) {
        new UsedData(data.get(spec)).requireOf(record.provenance().data(), what, remedy);
    }
}
