// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * The importance-weighted estimates of log p(x) of some data, each with equally many draws or, if
 * the settings have a target, with as many as its own weights ask for.
 *
 * <p>With a target the first draws of a datum say how many it needs, rounded up to a doubling of
 * theirs, so that data of equal numbers are worked on together. They have no part in the estimate.
 */
record ImportanceEstimates(EvaluationSettings settings) {

    /**
     * Estimates, or finds log p(x) by one draw of each exact posterior.
     *
     * @param rows of the test examples
     * @param terms of the bound of all test examples
     * @param name of the estimate, by which the key is split
     * @param curve gathers the estimates with fewer draws, unless the posterior is exact
     */
    PerDatum of(
            Evaluation evaluation,
            int[] rows,
            BoundPass.Terms terms,
            String name,
            ImportanceCurve curve) {
        RandomKey own = evaluation.key().split(name);
        Measurements progress = evaluation.measured();
        PerDatum perDatum = PerDatum.of(terms.elbo(), rows);
        ImportancePass pass = new ImportancePass(evaluation.model(), settings);
        Examples chosen = evaluation.test().select(rows);
        ImportanceTarget target = settings.importanceTarget();
        int first = settings.importanceSamples();
        boolean exact = terms.form() == PosteriorForm.EXACT;
        if (exact || target == null) {
            pass.run(
                    chosen,
                    exact ? 1 : first,
                    own,
                    done -> progress.advanced(name, done, rows.length),
                    exact ? ImportanceCurve.none() : curve,
                    exact
                            ? (weighed, i) -> perDatum.exact(weighed.all(), i)
                            : (weighed, i) -> {
                                perDatum.estimate(i, weighed.all(), first);
                                curve.add(weighed.blocks(), i);
                            });
            return perDatum;
        }
        int[] draws = new int[rows.length];
        pass.run(
                chosen,
                first,
                own.split("first draws"),
                done -> progress.advanced(name + " (first draws)", done, rows.length),
                ImportanceCurve.none(),
                (weighed, i) -> draws[i] = draws(weighed.all(), target));
        int blocks = Arrays.stream(draws).map(k -> blocks(k, first)).sum();
        int[] done = {0};
        for (int k : new TreeSet<>(Arrays.stream(draws).boxed().toList())) {
            int[] places = IntStream.range(0, draws.length).filter(i -> draws[i] == k).toArray();
            int before = done[0];
            pass.run(
                    chosen.select(places),
                    k,
                    own.split("draws").fold(k),
                    // In blocks of the first draws, as data take unlike times.
                    ready -> progress.advanced(name, before + ready * blocks(k, first), blocks),
                    curve,
                    (weighed, i) -> {
                        perDatum.estimate(places[i], weighed.all(), k);
                        curve.add(weighed.blocks(), places[i]);
                    });
            done[0] += places.length * blocks(k, first);
        }
        return perDatum;
    }

    /**
     * Estimates log p(x) of all examples.
     *
     * @param draws K for each example
     * @return the estimates, with bounds that are NaN
     */
    PerDatum ofAll(LatentVariableModel model, Examples examples, int draws, RandomKey key) {
        double[] noBound = new double[examples.size()];
        Arrays.fill(noBound, Double.NaN);
        PerDatum found = PerDatum.of(noBound, IntStream.range(0, noBound.length).toArray());
        new ImportancePass(model, settings)
                .run(
                        examples,
                        draws,
                        key,
                        done -> {},
                        ImportanceCurve.none(),
                        (weighed, i) -> found.estimate(i, weighed.all(), draws));
        return found;
    }

    /**
     * Returns k-hat of draws that have no part in any estimate.
     *
     * @param draws K for each example
     */
    double[] paretoK(Evaluation evaluation, int draws, RandomKey key, String name) {
        int n = evaluation.test().size();
        double[] found = new double[n];
        new ImportancePass(evaluation.model(), settings)
                .run(
                        evaluation.test(),
                        draws,
                        key,
                        done -> evaluation.measured().advanced(name, done, n),
                        ImportanceCurve.none(),
                        (weighed, i) -> found[i] = weighed.all().paretoK());
        return found;
    }

    private static int blocks(int draws, int first) {
        return (draws + first - 1) / first;
    }

    private int draws(ImportanceWeights weights, ImportanceTarget target) {
        double wanted = weights.drawsFor(target.standardError());
        long draws = settings.importanceSamples();
        while (draws < wanted && draws < target.limit()) {
            draws *= 2;
        }
        return (int) Math.min(draws, target.limit());
    }

    /** Puts log p(x) and its diagnostics. */
    void put(PerDatum perDatum, PosteriorForm form, Measurements measured) {
        putBound(Metrics.LOG_LIKELIHOOD, perDatum, form, measured);
        if (form == PosteriorForm.EXACT) {
            measured.putAbsent(
                    "the posterior is exact: all weights are equal",
                    Metrics.PARETO_K,
                    Metrics.PARETO_K_NOT_FITTED,
                    Metrics.EFFECTIVE_SAMPLE_SIZE);
            return;
        }
        int[] samples = perDatum.samples();
        putTails(perDatum, measured);
        measured.put(
                Metrics.EFFECTIVE_SAMPLE_SIZE,
                measured(
                        Estimate.withoutError(
                                Evaluator.median(perDatum.effectiveSampleSize()),
                                "1",
                                EstimateKind.NOT_A_LIKELIHOOD,
                                mean(samples)),
                        samples.length));
        ImportanceTarget target = settings.importanceTarget();
        if (target != null) {
            double[] missed =
                    Arrays.stream(perDatum.standardError())
                            .map(error -> error <= target.standardError() ? 0 : 1)
                            .toArray();
            measured.put(Metrics.IMPORTANCE_ERROR_MISSED, share(missed, samples));
        }
    }

    /** Puts the mean of log p(x) alone, a lower bound unless the posterior is exact, under a name. */
    void putBound(String name, PerDatum perDatum, PosteriorForm form, Measurements measured) {
        PerExample values = new PerExample(perDatum.estimated(), perDatum.logLikelihood());
        if (form == PosteriorForm.EXACT) {
            measured.putMean(name, values, EstimateKind.EXACT, 0);
            return;
        }
        long samples = mean(perDatum.samples());
        measured.put(
                name,
                values.measured(
                        some ->
                                measured(
                                        Estimate.ofMean(
                                                some.values(),
                                                "nats",
                                                EstimateKind.LOWER_BOUND,
                                                samples),
                                        some.rows().length)));
    }

    private Measurement.Measured measured(Estimate estimate, int examples) {
        ImportanceTarget target = settings.importanceTarget();
        return new Measurement.Measured(
                target == null ? estimate : estimate.withSamplesFor(target.standardError()),
                examples);
    }

    /** Returns the mean number of draws. */
    static long mean(int[] samples) {
        return Math.round(Arrays.stream(samples).average().orElse(0));
    }

    /**
     * Puts the share of data with too heavy a tail, among which are those whose k-hat is NaN, and the
     * share of those whose weights have no tail to fit.
     */
    void putTails(PerDatum perDatum, Measurements measured) {
        int[] samples = perDatum.samples();
        int n = samples.length;
        int least = Arrays.stream(samples).min().orElse(0);
        if (!ParetoTail.isDefined(least)) {
            measured.putAbsent(
                    "k-hat is not defined with " + least + " draws",
                    Metrics.PARETO_K,
                    Metrics.PARETO_K_NOT_FITTED);
            return;
        }
        double[] notFitted = new double[n];
        Arrays.setAll(notFitted, i -> perDatum.tailFitted()[i] ? 0 : 1);
        measured.put(
                Metrics.PARETO_K,
                Arrays.stream(notFitted).allMatch(not -> not == 1)
                        ? new Measurement.Absent(
                                "the importance weights of every datum take too few values for a"
                                        + " k-hat")
                        : heavyTails(perDatum));
        measured.put(Metrics.PARETO_K_NOT_FITTED, share(notFitted, samples));
    }

    /** Returns the share of data with too heavy a tail. */
    Measurement heavyTails(PerDatum perDatum) {
        int[] samples = perDatum.samples();
        double[] heavy = new double[samples.length];
        for (int i = 0; i < samples.length; i++) {
            boolean unreliable = ImportanceCurve.isUnreliable(perDatum.paretoK()[i], samples[i]);
            heavy[i] = perDatum.tailFitted()[i] && unreliable ? 1 : 0;
        }
        return share(heavy, samples);
    }

    private Measurement share(double[] counted, int[] samples) {
        return measured(
                Estimate.ofMean(counted, "1", EstimateKind.NOT_A_LIKELIHOOD, mean(samples)),
                counted.length);
    }

    /**
     * The weights of a datum.
     *
     * @param all the weights of all draws
     * @param blocks the same weights in blocks of fewer draws
     */
    private record Weighed(ImportanceWeights all, DrawBlocks blocks) {

        /**
         * Adds the weights of an example.
         *
         * @param logWeights arrays [k, B]
         * @param size B
         */
        void addAll(List<double[]> logWeights, int example, int size) {
            for (double[] drawn : logWeights) {
                for (int k = example; k < drawn.length; k += size) {
                    all.add(drawn[k]);
                    blocks.add(drawn[k]);
                }
            }
        }
    }

    /**
     * Streams importance weights, {@code log w = log p(x given z) + log p(z) - log q(z given x)} with z
     * from q.
     */
    private static final class ImportancePass {

        private final LatentVariableModel model;
        private final Blocks blocks;

        ImportancePass(LatentVariableModel model, EvaluationSettings settings) {
            this.model = model;
            this.blocks = Blocks.decoding(settings.maxDecoderRows(), model.generative());
        }

        /**
         * Weighs draws for each of some examples. The weights are gathered by other threads, while the
         * next are computed.
         *
         * @param curve says in which blocks weights are gathered
         * @param consumer of the weights of each example, which several threads call
         */
        void run(
                Examples examples,
                int samples,
                RandomKey key,
                IntConsumer progress,
                ImportanceCurve curve,
                ObjIntConsumer<Weighed> consumer) {
            try (Workers workers = new Workers();
                    TensorScope scope = model.runtime().scope()) {
                LatentVariableModel prepared = model.with(model.generative().prepared());
                blocks.overExamples(
                        prepared,
                        examples,
                        (batch, first, size) -> {
                            Weighed[] weights = new Weighed[size];
                            workers.share(
                                    size,
                                    i ->
                                            weights[i] =
                                                    new Weighed(
                                                            new ImportanceWeights(samples),
                                                            curve.start()));
                            weigh(prepared, batch, samples, key.fold(first), weights, workers);
                            workers.share(size, i -> consumer.accept(weights[i], first + i));
                            progress.accept(first + size);
                        });
                workers.finish();
            }
        }

        private void weigh(
                LatentVariableModel prepared,
                Batch batch,
                int samples,
                RandomKey key,
                Weighed[] weights,
                Workers workers) {
            int size = batch.size();
            JointPosterior q = prepared.infer(batch, key.split("inference"), Phase.evaluation());
            List<double[]> read = new ArrayList<>();
            Blocks.overDraws(
                    prepared.runtime(),
                    q,
                    key,
                    samples,
                    draw -> {
                        Tensor logPrior = prepared.logPrior(draw, batch);
                        Tensor logPosterior = draw.logProbability();
                        return blocks.decode(
                                prepared.generative(),
                                batch,
                                draw,
                                (logLikelihood, from, to) ->
                                        new Reading(
                                                logLikelihood
                                                        .add(logPrior.slice(0, from, to))
                                                        .sub(logPosterior.slice(0, from, to)),
                                                read::add));
                    },
                    () -> {
                        List<double[]> logWeights = List.copyOf(read);
                        read.clear();
                        workers.share(size, i -> weights[i].addAll(logWeights, i, size));
                    });
        }
    }
}
