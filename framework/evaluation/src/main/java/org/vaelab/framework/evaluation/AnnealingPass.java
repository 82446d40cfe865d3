// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.mcmc.AnnealedImportanceSampling;
import org.vaelab.framework.mcmc.AnnealingPath;
import org.vaelab.framework.mcmc.HamiltonianMonteCarlo;
import org.vaelab.framework.mcmc.StepSizes;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Annealed importance sampling of log p(x): on test data a lower bound, on data simulated from the
 * model a lower and an upper one (bidirectional Monte Carlo).
 *
 * <p>No decoder sees more rows at once than evaluation allows: chains times data, of chains fewer at a
 * time if need be. What is drawn depends on that only where fewer than 500 rows are allowed.
 */
final class AnnealingPass {

    private final LatentVariableModel model;
    private final Examples test;
    private final RandomKey key;
    private final AnnealingSettings settings;
    private final ExampleSubset subset;
    private final Measurements measured;
    private final int chainsAtOnce;
    private final Blocks blocks;

    AnnealingPass(
            Evaluation of,
            EvaluationSettings evaluation,
            AnnealingSettings settings,
            ExampleSubset subset) {
        this.model = of.model();
        this.test = of.test();
        this.key = of.key();
        this.settings = settings;
        this.subset = subset;
        this.measured = of.measured();
        int rows =
                Blocks.decoding(evaluation.maxDecoderRows(), model.generative()).drawsPerSlice(1);
        this.chainsAtOnce = Math.min(settings.chains(), rows);
        this.blocks = new Blocks(Math.max(1, rows / settings.chains()));
    }

    private static final class Bounds {
        private final double[] lower;
        private final double[] upper;
        private final double[] effectiveSampleSize;
        private double acceptance;

        Bounds(int size) {
            lower = new double[size];
            upper = new double[size];
            effectiveSampleSize = new double[size];
        }
    }

    /**
     * Measures.
     *
     * @return the lower bound of each test example; empty where there is none
     */
    Optional<PerExample> measure() {
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
            measured.putAbsent(obstacle.get(), Metrics.AIS);
            return Optional.empty();
        }
        try (TensorScope scope = model.runtime().scope()) {
            LatentVariableModel prepared = model.with(model.generative().prepared());
            double[] lower =
                    onTestData(
                            prepared, subset.of(test, settings.examples()), key.split(Metrics.AIS));
            if (settings.simulated() > 0) {
                onSimulatedData(
                        prepared, subset.of(test, settings.simulated()), key.split(Metrics.BDMC));
            }
            int[] rows = subset.rows(settings.examples(), test.size());
            return Optional.of(new PerExample(rows, lower));
        }
    }

    private Optional<String> obstacle() {
        Optional<String> immovable = HamiltonianMonteCarlo.obstacle(model.generative().latents());
        if (immovable.isPresent() || settings.start() == AnnealingSettings.Start.PRIOR) {
            return immovable;
        }
        return model.inference().form() == PosteriorForm.DRAWS
                ? Optional.of("annealing from q needs its density, which is not known of draws")
                : model.tried(q -> AnnealingPath.obstacle(model.generative(), q.first()));
    }

    private double[] onTestData(LatentVariableModel prepared, Examples examples, RandomKey key) {
        int n = examples.size();
        Bounds bounds = new Bounds(n);
        blocks.overExamples(
                prepared,
                examples,
                (batch, first, size) -> {
                    RandomKey own = key.fold(first);
                    Progress heard = new Progress(Metrics.AIS, first, size, n, 1);
                    annealed(prepared, batch, Optional.empty(), own, first, bounds, heard);
                });
        int chains = settings.chains();
        measured.putMean(Metrics.AIS, bounds.lower, EstimateKind.LOWER_BOUND, chains);
        double size = Evaluator.median(bounds.effectiveSampleSize);
        putDiagnostic(Metrics.AIS_EFFECTIVE_SAMPLE_SIZE, size, n);
        putDiagnostic(Metrics.AIS_ACCEPTANCE, bounds.acceptance / n, n);
        return bounds.lower;
    }

    private void onSimulatedData(LatentVariableModel prepared, Examples examples, RandomKey key) {
        int n = examples.size();
        Bounds bounds = new Bounds(n);
        GenerativeModel p = prepared.generative();
        blocks.overExamples(
                prepared,
                examples,
                (batch, first, size) -> {
                    RandomKey own = key.fold(first);
                    Latents z = p.sample(own.split("z"), size, batch.given());
                    Tensor x = p.output(z, batch.given()).sample(own.split("x"));
                    Batch simulated = new Batch(x.stopGradient(), batch.given(), batch.rows());
                    Progress heard = new Progress(Metrics.BDMC, first, size, n, 2);
                    annealed(prepared, simulated, Optional.of(z), own, first, bounds, heard);
                });
        int chains = settings.chains();
        double[] gaps = new double[n];
        Arrays.setAll(gaps, i -> bounds.upper[i] - bounds.lower[i]);
        measured.putMean(Metrics.BDMC_LOWER, bounds.lower, EstimateKind.LOWER_BOUND, chains);
        measured.putMean(Metrics.BDMC, bounds.upper, EstimateKind.UPPER_BOUND, chains);
        measured.putMean(Metrics.BDMC_GAP, gaps, EstimateKind.NOT_A_LIKELIHOOD, chains);
    }

    private void putDiagnostic(String name, double value, int examples) {
        EstimateKind kind = EstimateKind.NOT_A_LIKELIHOOD;
        measured.put(name, Estimate.withoutError(value, "1", kind, settings.chains()), examples);
    }

    private AnnealingPath path(LatentVariableModel prepared, Batch batch, RandomKey key) {
        GenerativeModel p = prepared.generative();
        if (settings.start() == AnnealingSettings.Start.PRIOR) {
            return AnnealingPath.fromPrior(p, batch);
        }
        return AnnealingPath.fromPosterior(p, batch, posterior(prepared, batch, key));
    }

    private static Posterior posterior(LatentVariableModel model, Batch batch, RandomKey key) {
        return model.infer(batch, key, Phase.evaluation()).first();
    }

    /**
     * Runs the chains of a block.
     *
     * @param exact the values from which x was simulated, [B, event]: runs backward begin there
     */
    private void annealed(
            LatentVariableModel prepared,
            Batch batch,
            Optional<Latents> exact,
            RandomKey key,
            int first,
            Bounds bounds,
            Progress progress) {
        AnnealingPath path = path(prepared, batch, key.split("inference"));
        HamiltonianMonteCarlo transitions =
                new HamiltonianMonteCarlo(
                        prepared.generative().latents(), settings.leapfrogSteps());
        AnnealedImportanceSampling sampling =
                new AnnealedImportanceSampling(path, transitions, settings.temperatures());
        RandomKey adapt = key.split("adapt");
        StepSizes sizes =
                sampling.adapted(
                        path.draw(adapt.split("start"), chainsAtOnce),
                        settings.acceptance(),
                        settings.preliminaryTemperatures(),
                        adapt,
                        progress);
        int size = batch.size();
        ImportanceWeights[] forward = weights(size);
        ImportanceWeights[] backward = weights(size);
        for (int from = 0; from < settings.chains(); from += chainsAtOnce) {
            int count = Math.min(chainsAtOnce, settings.chains() - from);
            RandomKey there = key.split("forward").fold(from);
            AnnealedImportanceSampling.Run run =
                    sampling.forward(
                            path.draw(there.split("start"), count), sizes, there, progress);
            bounds.acceptance += run.acceptance() * size * count / settings.chains();
            collect(run.logWeights(), 1, forward);
            if (exact.isPresent()) {
                RandomKey back = key.split("backward").fold(from);
                Latents ends = exact.get().mapped(z -> z.broadcastTo(z.shape().prepend(count)));
                collect(sampling.backward(ends, sizes, back, progress).logWeights(), -1, backward);
            }
        }
        for (int i = 0; i < size; i++) {
            bounds.lower[first + i] = forward[i].logMean();
            bounds.upper[first + i] = -backward[i].logMean();
            bounds.effectiveSampleSize[first + i] = forward[i].effectiveSampleSize();
        }
    }

    private ImportanceWeights[] weights(int size) {
        ImportanceWeights[] weights = new ImportanceWeights[size];
        Arrays.setAll(weights, i -> new ImportanceWeights(settings.chains()));
        return weights;
    }

    private static void collect(double[] logWeights, int sign, ImportanceWeights[] weights) {
        for (int i = 0; i < logWeights.length; i++) {
            weights[i % weights.length].add(sign * logWeights[i]);
        }
    }

    private final class Progress implements IntConsumer {
        private final String name;
        private final int first;
        private final int size;
        private final int examples;
        private final long all;
        private long done;

        Progress(String name, int first, int size, int examples, int directions) {
            this.name = name;
            this.first = first;
            this.size = size;
            this.examples = examples;
            int groups = (settings.chains() + chainsAtOnce - 1) / chainsAtOnce;
            this.all =
                    settings.preliminaryTemperatures()
                            + (long) directions * groups * settings.temperatures();
        }

        @Override
        public void accept(int temperature) {
            done++;
            measured.advanced(name, first + (int) (size * done / all), examples);
        }
    }
}
