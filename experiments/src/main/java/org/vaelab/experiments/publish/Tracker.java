// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.TemporaryPath;

/** The experiment trackers that runs can be exported to. */
public enum Tracker {
    TENSORBOARD("tensorboard", "tensorboard --logdir "),
    MLFLOW("mlruns", "mlflow ui --backend-store-uri ");

    private final String folder;
    private final String look;

    Tracker(String folder, String look) {
        this.folder = folder;
        this.look = look;
    }

    /**
     * Writes a run, in place of what an earlier export wrote of it.
     *
     * @param staging an empty folder on the same file system, for files that are not complete yet
     * @throws IOException if it cannot be written; an earlier export is then untouched
     */
    private void write(TrackedRun run, Path out, Path staging) throws IOException {
        switch (this) {
            case TENSORBOARD -> TensorBoardRuns.write(run, out, staging);
            case MLFLOW -> MlflowRuns.write(run, out, staging);
        }
    }

    /** Returns the usual name of the folder that it reads. */
    public String folderName() {
        return folder;
    }

    /** Returns the command that shows exported runs. */
    public String look(Path out) {
        return look + (this == MLFLOW ? MlflowRuns.uri(out) : out.toString());
    }

    /**
     * Exports the runs of a comparison that have started.
     *
     * @return how many there are
     * @throws IOException if a file cannot be read or written
     */
    public int export(ComparisonFolder comparison, Path out) throws IOException {
        ComparisonPlan plan = comparison.readPlan();
        List<PlannedRun> started = new ArrayList<>();
        for (PlannedRun run : plan.runs()) {
            RunFolder files = comparison.run(run);
            if (files.hasResult() || Files.exists(files.history())) {
                started.add(run);
            }
        }
        try (TemporaryPath staging = stagingBeside(out)) {
            for (PlannedRun run : started) {
                TrackedRun tracked = TrackedRun.read(plan.name(), run, comparison.run(run));
                write(tracked, out, staging.path());
            }
        }
        return started.size();
    }

    /**
     * Exports a finished run.
     *
     * @return 1
     * @throws IOException if a file cannot be read or written
     */
    public int export(RunFolder run, Path out) throws IOException {
        RunRecord record = run.readResult();
        PlannedRun planned =
                new PlannedRun(
                        record.model(),
                        record.variant(),
                        record.seed(),
                        record.provenance().configHash(),
                        record.provenance().config());
        TrackedRun tracked = TrackedRun.read(comparisonOf(run.path()), planned, run);
        try (TemporaryPath staging = stagingBeside(out)) {
            write(tracked, out, staging.path());
        }
        return 1;
    }

    /** Returns the name of the comparison that a run is in; that of its folder if it was moved. */
    private static String comparisonOf(Path run) throws IOException {
        Path place = run.toAbsolutePath().normalize();
        Path runs = place.getParent();
        Path parent = runs == null ? null : runs.getParent();
        if (parent != null && Files.isRegularFile(new ComparisonFolder(parent).plan())) {
            return new ComparisonFolder(parent).readPlan().name();
        }
        return String.valueOf(place.getFileName());
    }

    /** A folder for files that are not complete, on the file system of the place of complete ones. */
    private static TemporaryPath stagingBeside(Path out) throws IOException {
        Path parent = Objects.requireNonNull(out.toAbsolutePath().normalize().getParent());
        Files.createDirectories(parent);
        return TemporaryPath.of(Files.createTempDirectory(parent, ".vaelab-export-"));
    }
}
