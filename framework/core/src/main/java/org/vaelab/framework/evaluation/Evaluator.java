// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.model.KlDivergence;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;

/**
 * Measures a trained model on data: the evidence lower bound with its terms, the importance-weighted
 * estimate of log p(x) with its diagnostics, the metrics that the settings name, and what belongs to
 * every model for which it is defined, such as the use of a codebook.
 *
 * <p>Equal models, data, keys and settings give equal bytes. All draws come from {@code
 * key.split("evaluation")}; what is drawn depends on the key, the number of draws and the number of
 * data, and not on {@code rows} unless that is below 100.
 *
 * <p>Data pass in blocks of 100, draws in blocks of 50, each in a scope of its own, and no decoder
 * sees more than {@code rows} rows at once: K = 5000 takes no more tensor memory than K = 50. Where
 * the likelihood asks for n numbers a value, rows are n times fewer, and below 100 what was said of
 * {@code rows} holds. Of the rows allowed a decoder is given 500 at once, which is enough for matrix
 * products and stays in the caches of a processor. The encoder sees each datum once for the bound
 * and once for log p(x), and what a prior can compute without a point ({@link
 * org.vaelab.framework.prior.Prior#prepared}) is computed once for each of the two.
 */
public final class Evaluator {

    private static final String NATS = "nats";

    private final EvaluationSettings settings;
    private final Map<String, Metric> optional;

    /**
     * Prepares evaluation.
     *
     * @param metrics the known ones
     * @throws IllegalArgumentException if the settings name an unknown metric
     */
    public Evaluator(EvaluationSettings settings, Metrics metrics) {
        this.settings = settings;
        List<String> names = new ArrayList<>(List.of(Metrics.BITS_PER_DIMENSION));
        names.addAll(settings.metrics());
        names.addAll(Metrics.WHERE_DEFINED);
        this.optional = metrics.select(names);
    }

    /**
     * Estimates the mean evidence lower bound, in nats per datum: what early stopping watches.
     *
     * @throws IllegalArgumentException if the settings ask for a closed form that is not known
     */
    public double bound(LatentVariableModel model, Examples validation, RandomKey key) {
        double[] elbo =
                boundPass(model).run(validation, boundKey(key), EvaluationProgress.SILENT).elbo();
        return Estimate.ofMean(elbo, NATS, EstimateKind.LOWER_BOUND, settings.samples()).value();
    }

    /**
     * Measures everything.
     *
     * @param test the examples as evaluation sees them
     * @throws IllegalArgumentException if the settings ask for a closed form that is not known
     */
    public EvaluationResult evaluate(
            LatentVariableModel model, Examples test, RandomKey key, EvaluationProgress progress) {
        Map<String, Measurement> measured = new LinkedHashMap<>();
        BoundPass.Terms terms = boundPass(model).run(test, boundKey(key), progress);
        putBound(terms, model, measured);
        PerDatum perDatum;
        if (model.posterior().isDeterministic()) {
            String reason = "the posterior is a point mass: elbo is the bound";
            putAbsent(
                    reason,
                    measured,
                    Metrics.LOG_LIKELIHOOD,
                    Metrics.PARETO_K,
                    Metrics.EFFECTIVE_SAMPLE_SIZE);
            perDatum = new PerDatum(terms.elbo(), new double[0], new double[0], new double[0]);
        } else {
            perDatum = importance(model, test, key, progress, terms.elbo());
            putImportance(perDatum, measured);
        }
        optional.forEach(
                (name, metric) -> {
                    RandomKey own = key.split("evaluation").split(name);
                    Measurement measurement =
                            metric.measure(new Subject(model, test, settings, own, measured));
                    if (measurement instanceof Measurement.Measured || isAskedFor(name)) {
                        measured.put(name, measurement);
                    }
                });
        return new EvaluationResult(measured, perDatum);
    }

    private boolean isAskedFor(String name) {
        return settings.metrics().contains(name) || !Metrics.WHERE_DEFINED.contains(name);
    }

    private BoundPass boundPass(LatentVariableModel model) {
        return new BoundPass(
                model, blocks(model), settings.samples(), settings.kl().isExactFor(model));
    }

    private Blocks blocks(LatentVariableModel model) {
        return Blocks.decoding(settings.rows(), model);
    }

    private static RandomKey boundKey(RandomKey key) {
        return key.split("evaluation").split(Metrics.ELBO);
    }

    private void putBound(
            BoundPass.Terms terms, LatentVariableModel model, Map<String, Measurement> measured) {
        int samples = settings.samples();
        putMean(Metrics.ELBO, terms.elbo(), EstimateKind.LOWER_BOUND, samples, measured);
        putMean(
                Metrics.RECONSTRUCTION,
                terms.reconstruction(),
                EstimateKind.UNBIASED_ESTIMATE,
                samples,
                measured);
        boolean closedForms = settings.kl().isExactFor(model);
        KlDivergence kl = model.kl();
        putKl(Metrics.KL, terms.kl(), closedForms && kl.isClosedForm(), model, measured);
        if (kl.isProduct()) {
            for (int i = 0; i < kl.factors().size(); i++) {
                KlDivergence.Factor factor = kl.factors().get(i);
                putKl(
                        Metrics.KL + "." + factor.name(),
                        terms.klByFactor().get(i),
                        closedForms && factor.closedForm().isPresent(),
                        model,
                        measured);
            }
        }
    }

    /** All draws of a point mass are equal, so that a mean over them is exact too. */
    private void putKl(
            String name,
            double[] perDatum,
            boolean closedForm,
            LatentVariableModel model,
            Map<String, Measurement> measured) {
        boolean exact = closedForm || model.posterior().isDeterministic();
        putMean(
                name,
                perDatum,
                exact ? EstimateKind.EXACT : EstimateKind.UNBIASED_ESTIMATE,
                exact ? 0 : settings.samples(),
                measured);
    }

    private static void putMean(
            String name,
            double[] perDatum,
            EstimateKind kind,
            int samples,
            Map<String, Measurement> measured) {
        measured.put(
                name,
                new Measurement.Measured(
                        Estimate.ofMean(perDatum, NATS, kind, samples), perDatum.length));
    }

    private static void putAbsent(
            String reason, Map<String, Measurement> measured, String... names) {
        for (String name : names) {
            measured.put(name, new Measurement.Absent(reason));
        }
    }

    private PerDatum importance(
            LatentVariableModel model,
            Examples test,
            RandomKey key,
            EvaluationProgress progress,
            double[] elbo) {
        Integer limit = settings.importanceExamples();
        Examples examples = limit == null ? test : test.first(limit);
        int n = examples.size();
        PerDatum perDatum = new PerDatum(elbo, new double[n], new double[n], new double[n]);
        new ImportancePass(model, blocks(model), settings.importanceSamples())
                .run(
                        examples,
                        key.split("evaluation").split(Metrics.LOG_LIKELIHOOD),
                        progress,
                        (weights, datum) -> {
                            perDatum.logLikelihood()[datum] = weights.logMean();
                            perDatum.paretoK()[datum] = weights.paretoK();
                            perDatum.effectiveSampleSize()[datum] = weights.effectiveSampleSize();
                        });
        return perDatum;
    }

    private void putImportance(PerDatum perDatum, Map<String, Measurement> measured) {
        int samples = settings.importanceSamples();
        putMean(
                Metrics.LOG_LIKELIHOOD,
                perDatum.logLikelihood(),
                EstimateKind.LOWER_BOUND,
                samples,
                measured);
        double[] shapes = perDatum.paretoK();
        measured.put(Metrics.PARETO_K, unreliable(shapes, samples));
        measured.put(
                Metrics.EFFECTIVE_SAMPLE_SIZE,
                new Measurement.Measured(
                        Estimate.withoutError(
                                median(perDatum.effectiveSampleSize()),
                                "1",
                                EstimateKind.NOT_A_LIKELIHOOD,
                                samples),
                        shapes.length));
    }

    /** Returns the share of data with too heavy a tail; undefined for one is not too heavy. */
    private static Measurement unreliable(double[] shapes, int samples) {
        if (Arrays.stream(shapes).allMatch(Double::isNaN)) {
            return new Measurement.Absent(
                    "k-hat is not defined for any datum with " + samples + " draws");
        }
        double[] exceeds =
                Arrays.stream(shapes)
                        .map(k -> k > ImportanceWeights.RELIABLE_PARETO_K ? 1 : 0)
                        .toArray();
        return new Measurement.Measured(
                Estimate.ofMean(exceeds, "1", EstimateKind.NOT_A_LIKELIHOOD, samples),
                shapes.length);
    }

    /** Returns the median; NaN if a value is NaN. */
    static double median(double[] values) {
        if (Arrays.stream(values).anyMatch(Double::isNaN)) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }
}
