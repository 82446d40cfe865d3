// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.DamagedFileException;
import org.vaelab.framework.record.DiagnosticsFolder;
import org.vaelab.framework.record.EvaluationFolder;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.training.CheckpointException;
import org.vaelab.framework.training.CheckpointFile;

/**
 * Sets the damaged files of a comparison aside before its runs are executed, so that runs resume
 * from the remaining files. Nothing is deleted.
 *
 * @param warnings receives a text for each file that is set aside
 */
@Internal
public record DamagedFiles(ComparisonFolder folder, Consumer<String> warnings) {

    /**
     * Reads the files of runs, and sets damaged ones aside.
     *
     * @param planned all runs of the plan, whose records the report reads
     * @param own the runs of this process
     * @return the records of complete runs, by the names of their folders
     * @throws IOException if a file cannot be read or moved
     */
    public Map<String, RunRecord> setAside(List<PlannedRun> planned, List<PlannedRun> own)
            throws IOException {
        Map<String, RunRecord> complete = new HashMap<>();
        for (PlannedRun run : planned) {
            RunFolder files = folder.run(run);
            Optional<RunRecord> record = completeRecord(files);
            checkTable(files.klByUnit().path(), files.klByUnit()::read, files, record.isPresent());
            checkTable(
                    files.gradients().path(), files.gradients()::read, files, record.isPresent());
            checkTable(files.figures().path(), files::readFigures, files, record.isPresent());
            checkTable(files.codes(), files::readCodeFields, files, record.isPresent());
            checkTable(
                    files.importance().path(), files.importance()::read, files, record.isPresent());
            for (Path file : files.diagnostics().files()) {
                checkTable(file, () -> DiagnosticsFolder.read(file), files, record.isPresent());
            }
            checkEvaluations(files);
            if (record.isPresent() && files.hasResult()) {
                complete.put(run.folderName(), record.get());
            }
        }
        for (PlannedRun run : own) {
            RunFolder files = folder.run(run);
            checkHistory(files);
            if (!complete.containsKey(run.folderName())) {
                CheckpointFile checkpoint = new CheckpointFile(files.checkpoint());
                checkCheckpoint(checkpoint);
                checkSteps(run, files, checkpoint.step().orElse(0));
            }
        }
        return complete;
    }

    private Optional<RunRecord> completeRecord(RunFolder files) throws IOException {
        if (!files.hasResult()) {
            return Optional.empty();
        }
        try {
            return Optional.of(files.readResult())
                    .filter(record -> record.status() == RunStatus.COMPLETED);
        } catch (DamagedFileException e) {
            Path aside = DamagedFileException.setAside(files.result());
            warn(e, aside, "the run goes on from its checkpoint");
            return Optional.empty();
        }
    }

    @FunctionalInterface
    private interface Reading {
        Object read() throws IOException;
    }

    /**
     * Checks a table. Evaluation writes tables, so a damaged one means that a complete run is
     * evaluated again.
     */
    private void checkTable(Path table, Reading reading, RunFolder files, boolean complete)
            throws IOException {
        try {
            reading.read();
        } catch (DamagedFileException e) {
            Path aside = DamagedFileException.setAside(table);
            if (complete && files.hasResult()) {
                DamagedFileException.setAside(files.result());
                warn(e, aside, "result.json too, so that the run is evaluated again");
            } else {
                warn(e, aside, "the run writes it again");
            }
        }
    }

    private void checkEvaluations(RunFolder files) throws IOException {
        for (Path file : files.evaluations().files()) {
            try {
                EvaluationFolder.read(file);
            } catch (DamagedFileException e) {
                Path aside = DamagedFileException.setAside(file);
                warn(e, aside, "the command 'evaluate' makes it again");
            }
        }
    }

    private void checkHistory(RunFolder files) throws IOException {
        try {
            files.historyFile().check();
        } catch (DamagedFileException e) {
            warn(e, files.historyFile().repair(), "the lines that can be read are kept");
        }
    }

    /** Warns of reported steps before a checkpoint that are not in the history. */
    private void checkSteps(PlannedRun run, RunFolder files, long checkpoint) throws IOException {
        long every = run.config().at("/training/historyEvery").asLong();
        if (every < 1 || checkpoint < every) {
            return;
        }
        Set<Long> there = new HashSet<>();
        files.readHistory().forEach(entry -> there.add(entry.step()));
        List<String> missing = new ArrayList<>();
        for (long step = every; step <= checkpoint; step += every) {
            long first = step;
            while (step <= checkpoint && !there.contains(step)) {
                step += every;
            }
            if (step > first) {
                long last = step - every;
                missing.add(first == last ? "step " + first : "steps " + first + " to " + last);
            }
        }
        if (!missing.isEmpty()) {
            warnings.accept(
                    "%s lacks %s: it was cut or changed after the run wrote it\n    the run goes on from step %s, and its curves have a gap there"
                            .formatted(files.history(), String.join(", ", missing), checkpoint));
        }
    }

    private void checkCheckpoint(CheckpointFile checkpoint) throws IOException {
        if (!Files.exists(checkpoint.path())) {
            return;
        }
        try {
            checkpoint.load();
        } catch (CheckpointException e) {
            if (!e.isDamaged()) {
                throw e;
            }
            Path aside = DamagedFileException.setAside(checkpoint.path());
            warn(e, aside, "the run is trained from the beginning");
        }
    }

    private void warn(Exception problem, Path aside, String consequence) {
        warnings.accept(
                "%s\n    it is kept as %s; %s"
                        .formatted(problem.getMessage(), aside.getFileName(), consequence));
    }
}
