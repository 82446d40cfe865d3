// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.JsonLines;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.training.StepReport;
import org.vaelab.framework.training.TrainingListener;
import org.vaelab.framework.training.TrainingView;

/**
 * Writes the reports of training to {@code history.jsonl}, and forwards them.
 *
 * <p>A line is written when the next one starts, because a validation may still be added to it. It
 * is also written before any checkpoint, so a checkpoint is never ahead of the history.
 */
final class HistoryRecorder implements TrainingListener, Closeable {

    private final PlannedRun run;
    private final Listener listener;
    private final JsonLines.Writer<HistoryEntry> writer;
    private final HealthRecorder health;
    private final double elapsedBefore;
    private final long started = System.nanoTime();
    private @Nullable HistoryEntry pending;
    private Control control = Control.GO_ON;

    private HistoryRecorder(
            PlannedRun run,
            Listener listener,
            JsonLines.Writer<HistoryEntry> writer,
            HealthRecorder health,
            double elapsedBefore) {
        this.run = run;
        this.listener = listener;
        this.writer = writer;
        this.health = health;
        this.elapsedBefore = elapsedBefore;
    }

    /**
     * Opens the history of a run that resumes after a step; 0 starts a new history.
     *
     * @param health observes training; it is closed with the history
     */
    static HistoryRecorder open(
            PlannedRun run,
            RunFolder folder,
            long afterStep,
            HealthRecorder health,
            Listener listener)
            throws IOException {
        JsonLines.Writer<HistoryEntry> writer = folder.openHistory(afterStep == 0 ? -1 : afterStep);
        List<HistoryEntry> kept = folder.readHistory();
        double elapsed = kept.isEmpty() ? 0 : kept.get(kept.size() - 1).elapsedSeconds();
        return new HistoryRecorder(run, listener, writer, health, elapsed);
    }

    double elapsedSeconds() {
        return elapsedBefore + (System.nanoTime() - started) / 1e9;
    }

    @Override
    public void stepped(long step, long steps, long nanos) {
        listener.heard(new RunEvent.Stepped(run, step, steps));
    }

    /** Returns what the listener wants of the run. */
    Control control() {
        return control;
    }

    @Override
    public boolean isAsked(long step) {
        return listener.controlEvery() > 0 && step % listener.controlEvery() == 0;
    }

    @Override
    public boolean isFinished() {
        return control.kind() == Control.Kind.FINISH;
    }

    @Override
    public void reported(StepReport report) {
        if (report.step() % run.config().at("/training/historyEvery").asLong(1) == 0) {
            record(report);
        }
        if (isAsked(report.step())) {
            control = listener.control(run, report);
        }
    }

    private void record(StepReport report) {
        flush();
        pending =
                new HistoryEntry(
                        report.step(),
                        report.epoch(),
                        report.values(),
                        report.learningRate(),
                        report.klWeight(),
                        report.gradientNorm(),
                        Map.of(),
                        elapsedSeconds(),
                        report.skipped());
        listener.heard(new RunEvent.Reported(run, report));
    }

    @Override
    public void validated(long step, double bound, boolean best) {
        HistoryEntry last = pending;
        if (last == null || last.step() != step) {
            flush();
            last = bare(step);
        }
        pending =
                new HistoryEntry(
                        step,
                        last.epoch(),
                        last.train(),
                        last.learningRate(),
                        last.klWeight(),
                        last.gradientNorm(),
                        Map.of(HistoryEntry.BOUND, bound),
                        last.elapsedSeconds(),
                        last.skipped());
    }

    @Override
    public void observable(TrainingView view) {
        health.observe(view);
    }

    private HistoryEntry bare(long step) {
        return new HistoryEntry(
                step,
                Double.NaN,
                Map.of(),
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Map.of(),
                elapsedSeconds(),
                null);
    }

    /** Writes the last line, to which nothing more is added. */
    void flush() {
        if (pending == null) {
            return;
        }
        try {
            writer.file().require();
            writer.append(pending);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pending = null;
    }

    @Override
    public void close() throws IOException {
        try (HealthRecorder last = health) {
            flush();
            writer.close();
        }
    }
}
