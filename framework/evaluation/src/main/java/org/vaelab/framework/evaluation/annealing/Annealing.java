// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.annealing;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.blocks.Blocks;
import org.vaelab.framework.evaluation.weights.ImportanceWeights;
import org.vaelab.framework.mcmc.AnnealedImportanceSampling;
import org.vaelab.framework.mcmc.AnnealingPath;
import org.vaelab.framework.mcmc.HamiltonianMonteCarlo;
import org.vaelab.framework.mcmc.StepSizes;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * Annealed importance sampling of log p(x): on test data a lower bound, on data simulated from the
 * model a lower and an upper one (bidirectional Monte Carlo).
 *
 * <p>No decoder sees more rows at once than evaluation allows: chains times data, of chains fewer
 * at a time if need be. What is drawn depends on that only where fewer than 500 rows are allowed.
 */
final class Annealing {

    private final double[] lower;
    private final double[] upper;
    private final double[] effectiveSampleSize;
    private double acceptance;

    private Annealing(int size) {
        lower = new double[size];
        upper = new double[size];
        effectiveSampleSize = new double[size];
    }

    /**
     * Anneals test examples.
     *
     * @param name of what is measured, by which the key is split
     */
    static Annealing ofTest(MetricContext subject, AnnealedLogLikelihood settings, String name) {
        subject.undefinedIf(obstacle(subject, settings));
        return new Pass(subject, settings, name, settings.examples(), false).run();
    }

    /**
     * Anneals simulated examples.
     *
     * @param name of what is measured, by which the key is split
     */
    static Annealing ofSimulated(
            MetricContext subject, AnnealedLogLikelihood settings, String name) {
        return new Pass(subject, settings, name, settings.simulated(), true).run();
    }

    private static Optional<String> obstacle(
            MetricContext subject, AnnealedLogLikelihood settings) {
        LatentVariableModel model = subject.model();
        Optional<String> immovable = HamiltonianMonteCarlo.obstacle(model.generative().latents());
        if (immovable.isPresent() || settings.start() == AnnealedLogLikelihood.Start.PRIOR) {
            return immovable;
        }
        return model.inference().form() == PosteriorForm.DRAWS
                ? Optional.of("annealing from q needs its density, which is not known of draws")
                : model.tried(q -> AnnealingPath.obstacle(model.generative(), q.first()));
    }

    double[] lower() {
        return lower;
    }

    double[] upper() {
        return upper;
    }

    double[] effectiveSampleSize() {
        return effectiveSampleSize;
    }

    double meanAcceptance() {
        return acceptance / lower.length;
    }

    double[] gaps() {
        double[] gaps = new double[lower.length];
        Arrays.setAll(gaps, i -> upper[i] - lower[i]);
        return gaps;
    }

    /** One pass over examples, whose x is simulated or not. */
    private static final class Pass {

        private final MetricContext subject;
        private final String name;
        private final AnnealedLogLikelihood settings;
        private final Examples examples;
        private final boolean simulates;
        private final Annealing found;
        private final int chainsAtOnce;

        Pass(
                MetricContext subject,
                AnnealedLogLikelihood settings,
                String name,
                int examples,
                boolean simulates) {
            this.subject = subject;
            this.name = name;
            this.settings = settings;
            this.examples = subject.subset().of(subject.test(), examples);
            this.simulates = simulates;
            this.found = new Annealing(this.examples.size());
            this.chainsAtOnce = Math.min(settings.chains(), subject.decoding().drawsPerSlice(1));
        }

        Annealing run() {
            int rows = subject.decoding().drawsPerSlice(1);
            RandomKey key = subject.keyOf(name);
            subject.prepared(
                    model ->
                            new Blocks(Math.max(1, rows / settings.chains()))
                                    .overExamples(
                                            model,
                                            examples,
                                            (batch, first, size) ->
                                                    block(model, batch, key.fold(first), first)));
            return found;
        }

        private void block(LatentVariableModel model, Batch batch, RandomKey key, int first) {
            if (!simulates) {
                anneal(model, batch, Optional.empty(), key, first);
                return;
            }
            GenerativeModel p = model.generative();
            Latents z = p.sample(key.split("z"), batch.size(), batch.given());
            Tensor x = p.output(z, batch.given()).sample(key.split("x"));
            Batch simulated = new Batch(x.stopGradient(), batch.given(), batch.rows());
            anneal(model, simulated, Optional.of(z), key, first);
        }

        private AnnealingPath path(LatentVariableModel model, Batch batch, RandomKey key) {
            return settings.start() == AnnealedLogLikelihood.Start.PRIOR
                    ? AnnealingPath.fromPrior(model.generative(), batch)
                    : AnnealingPath.fromPosterior(
                            model.generative(),
                            batch,
                            model.infer(batch, key, Phase.evaluation()).first());
        }

        /**
         * Runs the chains of a block.
         *
         * @param exact the values from which x was simulated, [B, event]: runs backward begin there
         */
        private void anneal(
                LatentVariableModel model,
                Batch batch,
                Optional<Latents> exact,
                RandomKey key,
                int first) {
            int size = batch.size();
            IntConsumer progress = progress(first, size);
            AnnealingPath path = path(model, batch, key.split("inference"));
            HamiltonianMonteCarlo transitions =
                    new HamiltonianMonteCarlo(
                            model.generative().latents(), settings.leapfrogSteps());
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
            ImportanceWeights[] forward = weights(size);
            ImportanceWeights[] backward = weights(size);
            for (int from = 0; from < settings.chains(); from += chainsAtOnce) {
                int count = Math.min(chainsAtOnce, settings.chains() - from);
                RandomKey there = key.split("forward").fold(from);
                AnnealedImportanceSampling.Run run =
                        sampling.forward(
                                path.draw(there.split("start"), count), sizes, there, progress);
                found.acceptance += run.acceptance() * size * count / settings.chains();
                collect(run.logWeights(), 1, forward);
                if (exact.isPresent()) {
                    RandomKey back = key.split("backward").fold(from);
                    Latents ends = exact.get().mapped(z -> z.broadcastTo(z.shape().prepend(count)));
                    collect(
                            sampling.backward(ends, sizes, back, progress).logWeights(),
                            -1,
                            backward);
                }
            }
            for (int i = 0; i < size; i++) {
                found.lower[first + i] = forward[i].logMean();
                found.upper[first + i] = -backward[i].logMean();
                found.effectiveSampleSize[first + i] = forward[i].effectiveSampleSize();
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

        private IntConsumer progress(int first, int size) {
            int groups = (settings.chains() + chainsAtOnce - 1) / chainsAtOnce;
            long all =
                    settings.preliminaryTemperatures()
                            + (simulates ? 2L : 1L) * groups * settings.temperatures();
            long[] done = {0};
            return temperature ->
                    subject.advanced(name, first + (int) (size * ++done[0] / all), examples.size());
        }
    }
}
