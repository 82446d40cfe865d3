// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.annealing;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.AnnealingSettings;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.evaluation.blocks.Blocks;
import org.vaelab.framework.evaluation.bound.FurtherInference;
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
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.tensor.Tensor;

/**
 * Annealed importance sampling of log p(x): on test data a lower bound, on data simulated from the
 * model a lower and an upper one (bidirectional Monte Carlo).
 *
 * <p>No decoder sees more rows at once than evaluation allows: chains times data, of chains fewer
 * at a time if need be. What is drawn depends on that only where fewer than 500 rows are allowed.
 */
@Internal
public final class Annealing {

    /**
     * AIS minus the bound of a further inference (Cremer et al. 2018, section 3): what the family
     * of posteriors costs, as far as the ascent has converged.
     */
    static final String APPROXIMATION_GAP = "approximationGap";

    public static final String AIS = "logLikelihood.ais";
    static final String AIS_EFFECTIVE_SAMPLE_SIZE = "aisEffectiveSampleSize";
    static final String AIS_ACCEPTANCE = "aisAcceptance";
    static final String BDMC = "logLikelihood.bdmc";
    static final String BDMC_LOWER = "logLikelihood.bdmcLower";
    static final String BDMC_GAP = "bdmcGap";

    /** Lower bounds of test data. */
    public static final Shared<Annealing> OF_TEST =
            new Shared<>("evaluation.annealing", Annealing::ofTest);

    /** Both bounds of simulated data. */
    private static final Shared<Annealing> OF_SIMULATED =
            new Shared<>("evaluation.annealing.simulated", Annealing::ofSimulated);

    public static final Map<String, Metric> METRICS = new LinkedHashMap<>();

    static {
        METRICS.put(AIS, subject -> subject.get(OF_TEST).mean(EstimateKind.LOWER_BOUND));
        add(
                AIS_EFFECTIVE_SAMPLE_SIZE,
                OF_TEST,
                of -> of.diagnostic(ImportanceWeights.median(of.effectiveSampleSize)));
        add(AIS_ACCEPTANCE, OF_TEST, of -> of.diagnostic(of.acceptance / of.lower.length));
        add(BDMC_LOWER, OF_SIMULATED, of -> of.mean(EstimateKind.LOWER_BOUND));
        add(BDMC, OF_SIMULATED, of -> of.mean(of.upper, EstimateKind.UPPER_BOUND));
        add(BDMC_GAP, OF_SIMULATED, of -> of.mean(of.gaps(), EstimateKind.NOT_A_LIKELIHOOD));
        METRICS.put(APPROXIMATION_GAP, Metric.whereDefined(Annealing::approximationGap));
    }

    private static void add(
            String name, Shared<Annealing> of, Function<Annealing, Measured> number) {
        METRICS.put(name, Metric.whereDefined(subject -> number.apply(subject.get(of))));
    }

    private final AnnealingSettings settings;
    private final double[] lower;
    private final double[] upper;
    private final double[] effectiveSampleSize;
    private double acceptance;

    private Annealing(AnnealingSettings settings, int size) {
        this.settings = settings;
        lower = new double[size];
        upper = new double[size];
        effectiveSampleSize = new double[size];
    }

    private static AnnealingSettings settings(MetricContext subject) {
        return Objects.requireNonNull(subject.settings().ais(), "evaluation.ais");
    }

    private static Annealing ofTest(MetricContext subject) {
        subject.undefinedIf(obstacle(subject));
        return new Pass(subject, AIS, settings(subject).examples(), false).run();
    }

    private static Annealing ofSimulated(MetricContext subject) {
        subject.get(OF_TEST);
        int examples = settings(subject).simulated();
        subject.undefinedIf(examples == 0, "no data are simulated");
        return new Pass(subject, BDMC, examples, true).run();
    }

    private static Optional<String> obstacle(MetricContext subject) {
        LatentVariableModel model = subject.model();
        Optional<String> immovable = HamiltonianMonteCarlo.obstacle(model.generative().latents());
        if (immovable.isPresent() || settings(subject).start() == AnnealingSettings.Start.PRIOR) {
            return immovable;
        }
        return model.inference().form() == PosteriorForm.DRAWS
                ? Optional.of("annealing from q needs its density, which is not known of draws")
                : model.tried(q -> AnnealingPath.obstacle(model.generative(), q.first()));
    }

    /** Returns the lower bound of each test example that has one. */
    public static PerExample bounds(MetricContext subject) {
        int[] rows = subject.subset().rows(settings(subject).examples(), subject.test().size());
        return new PerExample(rows, subject.get(OF_TEST).lower);
    }

    /** Returns log p(x) minus the bound of the further inference, on the examples of both. */
    private static Measured approximationGap(MetricContext subject) {
        double[] gap =
                FurtherInference.first(subject)
                        .map(further -> bounds(subject).minus(further.bounds(subject)).values())
                        .orElse(new double[0]);
        subject.undefinedIf(gap.length == 0, "no further inference bounds log p(x) of these");
        return Measured.mean(gap, "nats", EstimateKind.NOT_A_LIKELIHOOD, 0);
    }

    private double[] gaps() {
        double[] gaps = new double[lower.length];
        Arrays.setAll(gaps, i -> upper[i] - lower[i]);
        return gaps;
    }

    private Measured mean(EstimateKind kind) {
        return mean(lower, kind);
    }

    private Measured mean(double[] values, EstimateKind kind) {
        return Measured.mean(values, "nats", kind, settings.chains());
    }

    private Measured diagnostic(double value) {
        return new Measured(Measured.pure(value, settings.chains()), lower.length);
    }

    /** One pass over examples, whose x is simulated or not. */
    private static final class Pass {

        private final MetricContext subject;
        private final String name;
        private final AnnealingSettings settings;
        private final Examples examples;
        private final boolean simulates;
        private final Annealing found;
        private final int chainsAtOnce;

        Pass(MetricContext subject, String name, int examples, boolean simulates) {
            this.subject = subject;
            this.name = name;
            this.settings = settings(subject);
            this.examples = subject.subset().of(subject.test(), examples);
            this.simulates = simulates;
            this.found = new Annealing(settings, this.examples.size());
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
            return settings.start() == AnnealingSettings.Start.PRIOR
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
