// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.plugin.Hierarchy;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.TrainingSettings;

/**
 * A chain of latent variables that was trained for some steps on the small problem, with what is
 * found of it.
 */
public record ChainRun(SmallProblem problem, History history, EvaluationResult evaluation)
        implements AutoCloseable {

    private static final EvaluationSettings SETTINGS =
            StrictMapper.of(
                    EvaluationSettings.class,
                    Map.of("importanceSamples", 100, "samples", 4, "metrics", List.of()));
    private static final OptimizerSettings FAST =
            StrictMapper.of(
                    OptimizerSettings.Adam.class, Map.of("learningRate", Schedule.constant(0.02)));

    /** Trains a chain and evaluates it. */
    public static ChainRun of(
            TensorRuntime runtime, SmallProblem.Setup setup, Hierarchy chain, long steps) {
        SmallProblem problem =
                setup.with(b -> b.toBuilder().hierarchy(chain).build())
                        .open(runtime, SmallProblem.KEY.split("init"));
        History history = new History();
        TrainingSettings settings =
                StrictMapper.of(
                        TrainingSettings.class,
                        Map.of(
                                "steps",
                                steps,
                                "batch",
                                SmallProblem.BATCH,
                                "optimizer",
                                FAST,
                                "historyEvery",
                                1));
        problem.train(settings, CheckpointStore.none(), history);
        EvaluationResult evaluation =
                new Evaluator(SETTINGS, Metrics.of(setup.plugins()))
                        .evaluate(
                                problem.model(),
                                SmallProblem.test(),
                                SmallProblem.KEY,
                                EvaluationProgress.SILENT);
        return new ChainRun(problem, history, evaluation);
    }

    /**
     * Requires that all reports are finite, the bound has risen by a number of nats, every
     * parameter is finite and the KL of each layer is there: finite, and summing to the KL.
     */
    public void requireSound(double rise) {
        int n = history.reports().size();
        history.reports()
                .forEach(
                        report ->
                                report.values()
                                        .forEach((name, v) -> assertThat(v).as(name).isFinite()));
        assertThat(history.mean("bound", n - n / 10, n))
                .as("the bound of the last tenth of the steps")
                .isGreaterThan(history.mean("bound", 0, n / 10) + rise);
        for (Parameter parameter : problem.model().parameters()) {
            assertThat(DoubleStream.of(parameter.value().readDoubles()))
                    .as(parameter.name())
                    .allMatch(Double::isFinite);
        }
        Map<String, Estimate> metrics = evaluation.metrics();
        double sum = 0;
        for (var latent : problem.model().generative().latents()) {
            String name = "kl." + latent.name();
            assertThat(metrics).containsKey(name);
            assertThat(metrics.get(name).value()).as(name).isFinite();
            sum += metrics.get(name).value();
        }
        double kl = metrics.get("kl").value();
        double reconstruction = metrics.get("reconstruction").value();
        double elbo = metrics.get("elbo").value();
        assertThat(sum).isCloseTo(kl, within(1e-10 * (1 + Math.abs(kl))));
        assertThat(elbo).isFinite().isCloseTo(reconstruction - kl, within(1e-10));
        if (metrics.containsKey("logLikelihood")) {
            Estimate above = metrics.get("logLikelihood");
            assertThat(above.value()).isFinite().isGreaterThan(elbo - 5 * above.standardError());
        }
    }

    /** Returns how evaluation computes the KL. */
    public KlSource klSource() {
        return new Evaluator(SETTINGS, Metrics.standard()).klSource(problem.model());
    }

    @Override
    public void close() {
        problem.close();
    }
}
