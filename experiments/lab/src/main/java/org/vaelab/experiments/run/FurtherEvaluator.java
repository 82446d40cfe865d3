// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.PerDatumFile;
import org.vaelab.experiments.use.RunModel;
import org.vaelab.experiments.use.RunNotes;
import org.vaelab.framework.Internal;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.record.AbsentMetric;
import org.vaelab.framework.record.CsvFile;
import org.vaelab.framework.record.DamagedFileException;
import org.vaelab.framework.record.EvaluationFolder;
import org.vaelab.framework.record.EvaluationRecord;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.framework.training.CheckpointFile;

/** Evaluates finished runs again, and keeps the results in their folders. */
@Internal
public record FurtherEvaluator(Lab lab) {

    /**
     * An evaluation of a finished run.
     *
     * @param settings as after {@code --set}
     * @param spec the run with these settings
     * @param replaced the values that they change
     */
    public record Task(
            RunFolder folder,
            RunRecord record,
            List<String> settings,
            RunSpec spec,
            List<SettingChange> replaced) {

        JsonNode config() {
            return spec.config();
        }
    }

    /**
     * A result and the files it is kept in.
     *
     * @param gradients what was measured of gradients; empty if nothing was asked for
     * @param files the evaluation last
     */
    public record Kept(
            EvaluationRecord record,
            EvaluationResult result,
            Optional<List<GradientQuality>> gradients,
            List<Path> files) {

        public Kept {
            files = List.copyOf(files);
        }
    }

    /**
     * Returns the evaluation of a run with some settings.
     *
     * @throws org.vaelab.experiments.config.SpecException if a setting does not fit the run
     * @throws IOException if the run has no record
     */
    public Task task(RunFolder folder, List<String> settings) throws IOException {
        RunRecord record = lab.recordOf(folder);
        JsonNode config = record.provenance().config();
        RunSpec own = RunSpec.read(config, lab.specs());
        RunSpec spec = RunSpec.read(config, settings, lab.specs());
        return new Task(
                folder,
                record,
                settings,
                spec,
                SettingChange.between(own.config(), spec.config(), "--set"));
    }

    /**
     * Returns an earlier result with the same config, model and data. A damaged file is set aside.
     * The checkpoint is not read.
     *
     * @return empty if there is none
     */
    public Optional<EvaluationRecord> kept(Task task) throws IOException {
        Path file = task.folder().evaluations().file(task.config());
        String model = task.record().checkpoint();
        if (!Files.exists(file) || model == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(EvaluationFolder.read(file))
                    .filter(found -> notFinite(found).isEmpty())
                    .filter(found -> found.isOf(task.config(), model, dataOf(task)));
        } catch (DamagedFileException e) {
            DamagedFileException.setAside(file);
            return Optional.empty();
        }
    }

    /** Returns the bounds that are not finite, such as {@code elbo = NaN}. */
    public static List<String> notFinite(EvaluationRecord record) {
        Set<MetricRole> bounds = Set.of(MetricRole.BOUND, MetricRole.LOG_LIKELIHOOD);
        List<String> bad = new ArrayList<>();
        record.metrics()
                .forEach(
                        (metric, estimate) -> {
                            MetricDescription own = record.descriptions().get(metric);
                            if (own != null
                                    && bounds.contains(own.role())
                                    && !Double.isFinite(estimate.value())) {
                                bad.add(metric + " = " + estimate.value());
                            }
                        });
        return bad;
    }

    private String dataOf(Task task) {
        boolean own = task.replaced().stream().noneMatch(c -> c.key().startsWith("data."));
        return own
                ? task.record().provenance().data().checksum()
                : lab.data().get(task.spec()).dataset().checksum();
    }

    /**
     * Opens the model of a task, for use on the calling thread.
     *
     * @throws IllegalArgumentException if it cannot be used with these settings
     * @throws UserError if the data are not those of the run
     */
    RunModel open(Task task) throws IOException {
        return RunModel.open(task.folder(), task.settings(), lab);
    }

    /**
     * Opens the model of a task, evaluates it, and writes the result.
     *
     * @throws UserError if the model cannot be used with these settings, or the data are not those
     *     of the run
     */
    public Kept evaluate(Task task, EvaluationProgress progress) throws IOException {
        try (RunModel model = opened(task)) {
            return evaluate(task, model, progress);
        }
    }

    private RunModel opened(Task task) throws IOException {
        try {
            return open(task);
        } catch (IllegalArgumentException e) {
            throw new UserError(task.folder().path() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Evaluates an open model, and writes the result. The file with the metrics is written last.
     */
    Kept evaluate(Task task, RunModel trained, EvaluationProgress progress) throws IOException {
        try (Meter meter = Meter.start()) {
            meter.uses(trained.runtime().backendDescription().get("device"));
            return evaluate(task, trained, progress, meter);
        }
    }

    private Kept evaluate(Task task, RunModel trained, EvaluationProgress progress, Meter meter)
            throws IOException {
        long start = System.nanoTime();
        String model =
                new CheckpointFile(task.folder().checkpoint())
                        .checksum()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                task.folder().path() + " holds no checkpoint"));
        EvaluationResult result = trained.evaluate(progress);
        Optional<List<GradientQuality>> gradients = trained.gradients(progress);
        Map<String, AbsentMetric> absent = trained.absentMetrics(result);
        double seconds = (System.nanoTime() - start) / 1e9;
        EvaluationRecord record =
                new EvaluationRecord(
                        task.config(),
                        result.metrics(),
                        RunNotes.counts(result),
                        absent,
                        result.descriptions(),
                        lab.provenances()
                                .of(
                                        trained,
                                        model,
                                        task.replaced(),
                                        trained.notes(result).facts(),
                                        seconds,
                                        meter.startedAt(),
                                        meter.end()));
        return new Kept(record, result, gradients, write(task, record, result, gradients, trained));
    }

    private static List<Path> write(
            Task task,
            EvaluationRecord record,
            EvaluationResult result,
            Optional<List<GradientQuality>> gradients,
            RunModel trained)
            throws IOException {
        EvaluationFolder folder = task.folder().evaluations();
        PerDatumFile.write(
                folder.perDatum(record.config()),
                result.columns(),
                result.perDatum().elbo().length,
                task.spec().evaluation().evaluated(trained.data()).test().origin());
        folder.diagnostics(record.config()).write(result.diagnostics());
        if (gradients.isEmpty()) {
            return List.of(folder.write(record));
        }
        CsvFile<GradientQuality> table = folder.gradients(record.config());
        table.write(gradients.get());
        return List.of(table.path(), folder.write(record));
    }
}
