// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.bound;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.ImportanceTarget;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.evaluation.blocks.Blocks;
import org.vaelab.framework.evaluation.blocks.Workers;
import org.vaelab.framework.evaluation.weights.DrawBlocks;
import org.vaelab.framework.evaluation.weights.ImportanceWeights;
import org.vaelab.framework.evaluation.weights.ParetoTail;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.ImportancePoint;

/**
 * The importance-weighted estimates of log p(x) of some data, each with equally many draws or, if
 * the settings have a target, with as many as its own weights ask for. An exact posterior needs one
 * draw.
 *
 * <p>With a target the first draws of a datum say how many it needs, rounded up to a doubling of
 * theirs, so that data of equal numbers are worked on together. They have no part in the estimate.
 *
 * @param form of the posteriors
 * @param points the estimates by number of draws
 */
@Internal
public record ImportanceEstimate(
        EvaluationSettings settings,
        PosteriorForm form,
        PerDatum perDatum,
        List<ImportancePoint> points) {

    public static final String LOG_LIKELIHOOD = "logLikelihood";
    public static final String PARETO_K = "paretoK";

    /**
     * The share of data that miss {@link ImportanceTarget}: K reached its limit, or the tail of the
     * weights is heavier than the first draws showed.
     */
    public static final String IMPORTANCE_ERROR_MISSED = "importanceErrorMissed";

    /** The estimates by the model's own inference. */
    public static final Shared<ImportanceEstimate> OWN =
            new Shared<>(
                    "evaluation.importance",
                    subject -> {
                        int[] rows = subject.importanceRows();
                        ImportanceCurve curve = ImportanceCurve.of(subject.settings(), rows.length);
                        Bound bound = subject.get(Bound.OWN);
                        return of(subject, bound, rows, LOG_LIKELIHOOD, curve);
                    });

    /** Returns the bound of each test example, and log p(x) of those that have an estimate. */
    public static PerDatum perDatum(MetricContext subject) {
        return subject.attempt(OWN)
                .map(ImportanceEstimate::perDatum)
                .orElseGet(() -> subject.get(Bound.OWN).bounds());
    }

    /**
     * Estimates, or finds log p(x) by one draw of each exact posterior.
     *
     * @param bound of all test examples
     * @param rows of the test examples
     * @param name of the estimate, by which the key is split
     * @param curve gathers the estimates with fewer draws, unless the posterior is exact
     * @throws UndefinedMetricException if there are no importance weights
     */
    public static ImportanceEstimate of(
            MetricContext subject, Bound bound, int[] rows, String name, ImportanceCurve curve) {
        UndefinedMetricException.requireNone(bound.withoutWeights());
        EvaluationSettings settings = subject.settings();
        RandomKey own = subject.keyOf(name);
        PerDatum found = PerDatum.of(bound.elbo(), rows);
        Pass pass = new Pass(subject, subject.test().select(rows));
        ImportanceTarget target = settings.importanceTarget();
        int first = settings.importanceSamples();
        IntConsumer progress = done -> subject.advanced(name, done, rows.length);
        if (bound.form() == PosteriorForm.EXACT) {
            pass.run(
                    1,
                    own,
                    progress,
                    ImportanceCurve.none(),
                    (one, i) -> found.exact(one.all(), i));
            return new ImportanceEstimate(settings, bound.form(), found, List.of());
        }
        if (target == null) {
            pass.run(first, own, progress, curve, curve.setting(found, first, i -> i));
            return new ImportanceEstimate(settings, bound.form(), found, curve.points(found));
        }
        int[] draws = new int[rows.length];
        pass.run(
                first,
                own.split("first draws"),
                done -> subject.advanced(name + " (first draws)", done, rows.length),
                ImportanceCurve.none(),
                (weights, i) -> draws[i] = draws(weights.all(), first, target));
        int blocks = Arrays.stream(draws).map(k -> blocks(k, first)).sum();
        int[] done = {0};
        for (int k : new TreeSet<>(Arrays.stream(draws).boxed().toList())) {
            int[] places = IntStream.range(0, draws.length).filter(i -> draws[i] == k).toArray();
            int before = done[0];
            new Pass(subject, pass.examples.select(places))
                    .run(
                            k,
                            own.split("draws").fold(k),
                            // In blocks of the first draws, as data take unlike times.
                            ready ->
                                    subject.advanced(
                                            name, before + ready * blocks(k, first), blocks),
                            curve,
                            curve.setting(found, k, i -> places[i]));
            done[0] += places.length * blocks(k, first);
        }
        return new ImportanceEstimate(settings, bound.form(), found, curve.points(found));
    }

    /**
     * Returns k-hat of draws that have no part in any estimate, -infinity where it is reliable.
     *
     * @param draws K for each example
     */
    public static double[] unreliableParetoK(
            MetricContext subject, int[] rows, int draws, RandomKey key, String name) {
        double[] found = new double[rows.length];
        new Pass(subject, subject.test().select(rows))
                .run(
                        draws,
                        key,
                        done -> subject.advanced(name, done, rows.length),
                        ImportanceCurve.none(),
                        (weights, i) ->
                                found[i] =
                                        weights.all().isUnreliable()
                                                ? weights.all().paretoK()
                                                : Double.NEGATIVE_INFINITY);
        return found;
    }

    private static int blocks(int draws, int first) {
        return (draws + first - 1) / first;
    }

    private static int draws(ImportanceWeights weights, int first, ImportanceTarget target) {
        double wanted = weights.drawsFor(target.standardError());
        long draws = first;
        while (draws < wanted && draws < target.limit()) {
            draws *= 2;
        }
        return (int) Math.min(draws, target.limit());
    }

    /** Returns the mean of log p(x), a lower bound unless the posterior is exact. */
    public Measured logLikelihood() {
        PerExample values = new PerExample(perDatum.estimated(), perDatum.logLikelihood());
        if (form == PosteriorForm.EXACT) {
            return values.mean(EstimateKind.EXACT, 0);
        }
        return values.measured(some -> mean(some.values(), "nats", EstimateKind.LOWER_BOUND));
    }

    private void requireWeights() {
        UndefinedMetricException.throwIf(
                form == PosteriorForm.EXACT, "the posterior is exact: all weights are equal");
    }

    private void requireTails() {
        requireWeights();
        int least = Arrays.stream(perDatum.samples()).min().orElse(0);
        UndefinedMetricException.throwIf(
                !ParetoTail.isDefined(least), "k-hat is not defined with " + least + " draws");
    }

    public Measured fittedHeavyTails() {
        requireTails();
        UndefinedMetricException.throwIf(
                Arrays.stream(perDatum.withoutTail()).allMatch(not -> not == 1),
                "the importance weights of every datum take too few values for a k-hat");
        return heavyTails();
    }

    /**
     * Returns the share of data with too heavy a tail, among which are those whose k-hat is NaN.
     */
    public Measured heavyTails() {
        return share(perDatum.heavyTail());
    }

    /** Returns the share of data whose weights have no tail to fit. */
    public Measured tailsNotFitted() {
        requireTails();
        return share(perDatum.withoutTail());
    }

    Measured effectiveSampleSize() {
        requireWeights();
        return measured(
                Measured.pure(
                        ImportanceWeights.median(perDatum.effectiveSampleSize()),
                        mean(perDatum.samples())),
                perDatum.samples().length);
    }

    Measured errorMissed() {
        requireWeights();
        ImportanceTarget target = settings.importanceTarget();
        if (target == null) {
            throw new UndefinedMetricException("there is no importanceTarget");
        }
        return share(
                Arrays.stream(perDatum.standardError())
                        .map(error -> error <= target.standardError() ? 0 : 1)
                        .toArray());
    }

    private Measured share(double[] counted) {
        return mean(counted, "1", EstimateKind.NOT_A_LIKELIHOOD);
    }

    private Measured mean(double[] values, String unit, EstimateKind kind) {
        return measured(
                Estimate.ofMean(values, unit, kind, mean(perDatum.samples())), values.length);
    }

    private Measured measured(Estimate estimate, int examples) {
        ImportanceTarget target = settings.importanceTarget();
        return new Measured(
                target == null ? estimate : estimate.withSamplesFor(target.standardError()),
                examples);
    }

    /** Returns the mean number of draws. */
    public static long mean(int[] samples) {
        return Math.round(Arrays.stream(samples).average().orElse(0));
    }

    /**
     * Streams importance weights, {@code log w = log p(x given z) + log p(z) - log q(z given x)}
     * with z from q.
     */
    private record Pass(MetricContext subject, Examples examples) {

        /**
         * Weighs draws for each example. The weights are gathered by other threads, while the next
         * are computed.
         *
         * @param curve says in which blocks weights are gathered
         * @param consumer of the weights of each example, which several threads call
         */
        void run(
                int samples,
                RandomKey key,
                IntConsumer progress,
                ImportanceCurve curve,
                ObjIntConsumer<DrawBlocks> consumer) {
            Blocks blocks = subject.decoding();
            try (Workers workers = new Workers()) {
                subject.prepared(
                        model -> {
                            blocks.overExamples(
                                    model,
                                    examples,
                                    key,
                                    (batch, first, own) -> {
                                        int size = batch.size();
                                        DrawBlocks[] weights = new DrawBlocks[size];
                                        workers.share(size, i -> weights[i] = curve.start(samples));
                                        weigh(model, blocks, batch, samples, own, weights, workers);
                                        workers.share(
                                                size, i -> consumer.accept(weights[i], first + i));
                                        progress.accept(first + size);
                                    });
                            workers.finish();
                        });
            }
        }

        private static void weigh(
                LatentVariableModel model,
                Blocks blocks,
                Batch batch,
                int samples,
                RandomKey key,
                DrawBlocks[] weights,
                Workers workers) {
            int size = batch.size();
            JointPosterior q = model.infer(batch, key.split("inference"), Phase.evaluation());
            List<double[]> read = new ArrayList<>();
            blocks.overWeights(
                    model.generative(),
                    batch,
                    q,
                    key,
                    samples,
                    draw -> List.of(model.logPrior(draw, batch), draw.logProbability()),
                    (logLikelihood, terms) -> logLikelihood.add(terms.get(0)).sub(terms.get(1)),
                    read::add,
                    () -> {
                        List<double[]> logWeights = List.copyOf(read);
                        read.clear();
                        workers.share(size, i -> weights[i].addAll(logWeights, i, size));
                    });
        }
    }
}
