// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.use.RunModel;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.health.HealthMonitor;
import org.vaelab.framework.health.HealthRule;
import org.vaelab.framework.health.SignalReader;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.BoundGain;
import org.vaelab.framework.record.HealthFile;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.HealthObservation;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.training.TrainingView;

/**
 * Writes observations and findings of the health monitor to {@code health.jsonl}. Each line is in
 * the file before the checkpoint of its step, so a resumed run has the lines of an uninterrupted
 * one.
 *
 * <p>An observation takes about as long as half a training step: it uses {@value #EXAMPLES}
 * training examples, and {@value #SPREAD} validation examples if there are some. The first one has
 * the bounds of {@value #SPREAD} training examples, too. An observation that fails ends the
 * monitoring and not the run.
 */
final class HealthRecorder implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(HealthRecorder.class);

    private static final int EXAMPLES = 32;
    private static final int SPREAD = 64;

    private final SignalReader reader;
    private final HealthMonitor monitor;
    private final HealthFile.Writer writer;
    private final Consumer<HealthFinding> listener;
    private boolean failed;

    private HealthRecorder(
            SignalReader reader,
            HealthMonitor monitor,
            HealthFile.Writer writer,
            Consumer<HealthFinding> listener) {
        this.reader = reader;
        this.monitor = monitor;
        this.writer = writer;
        this.listener = listener;
    }

    private static SignalReader reader(RunModel trained) {
        RandomKey own = trained.key().split("health");
        Evaluator evaluator = trained.evaluator();
        PreparedData data = trained.data();
        int size = batch(trained.spec(), trained.assembled());
        MiniBatch examples = data.batches(size, own).at(0);
        Examples validation = data.validation().map(HealthRecorder::spread).orElse(null);
        return new SignalReader(
                examples,
                model ->
                        validation == null
                                ? new double[0]
                                : evaluator.bounds(model, validation, own),
                model -> trainingBounds(trained, model),
                own);
    }

    /** Returns the bounds of evaluation on the same training examples whenever it is asked. */
    private static double[] trainingBounds(RunModel trained, LatentVariableModel model) {
        return trained.evaluator()
                .bounds(
                        model,
                        spread(trained.data().trainingView()),
                        trained.key().split("health"));
    }

    /**
     * Returns by how much training raised the bound; null if nothing was observed before its first
     * step.
     */
    static @Nullable BoundGain gain(RunFolder folder, RunModel trained) throws IOException {
        double[] before =
                folder.health().read().observations().stream()
                        .limit(1)
                        .flatMap(seen -> seen.trainingBounds().stream())
                        .mapToDouble(bound -> bound)
                        .toArray();
        return before.length == 0
                ? null
                : BoundGain.of(before, trainingBounds(trained, trained.model()));
    }

    /** Returns a small batch, or that of training if the objective needs more examples. */
    private static int batch(RunSpec spec, AssembledModel assembled) {
        int all = spec.training().batch();
        int few = Math.min(all, Math.max(EXAMPLES, assembled.regularizer().leastBatch()));
        return assembled.estimator().obstacle(few).isPresent() ? all : few;
    }

    private static Examples spread(Examples all) {
        int count = Math.min(SPREAD, all.size());
        return all.select(
                IntStream.range(0, count)
                        .map(i -> (int) ((long) i * all.size() / count))
                        .toArray());
    }

    /**
     * Opens the file of a run.
     *
     * @param trained the model of the run
     * @param afterStep the step of the checkpoint that training resumes from; 0 begins anew
     * @param listener hears each finding when it is found
     */
    static HealthRecorder open(
            RunFolder folder,
            RunModel trained,
            long afterStep,
            Plugins plugins,
            Consumer<HealthFinding> listener)
            throws IOException {
        SignalReader reader = reader(trained);
        HealthFile file = folder.health();
        HealthFile.Writer writer = file.open(afterStep == 0 ? -1 : afterStep);
        HealthMonitor monitor =
                new HealthMonitor(plugins.instances(HealthRule.class), file.read().observations());
        return new HealthRecorder(reader, monitor, writer, listener);
    }

    /** Observes training. */
    void observe(TrainingView view) {
        if (failed) {
            return;
        }
        HealthObservation observation;
        List<HealthFinding> findings;
        try {
            observation = reader.read(view);
            findings = monitor.hear(observation);
        } catch (RuntimeException e) {
            failed = true;
            LOG.warn("the health monitor stops at step {}", view.step(), e);
            return;
        }
        try {
            writer.append(observation);
            for (HealthFinding finding : findings) {
                writer.append(finding);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        findings.forEach(listener);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
