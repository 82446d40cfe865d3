// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.LeftOut;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.KlTerms;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;

/**
 * Measures a trained model on data. It estimates the evidence lower bound with its terms, and the
 * importance-weighted log p(x) with its diagnostics. It also measures the metrics that the settings
 * name, and those of every model for which they are defined, such as the use of a codebook.
 *
 * <p>Equal models, data, keys and settings give equal bytes. All draws come from {@code
 * key.split("evaluation")}, those of early stopping from {@code key.split("validation")}. The draws
 * depend on the key, the number of draws and the number of data. They depend on {@code
 * maxDecoderRows} only if it is below 100.
 *
 * <p>Data pass in blocks of 100, draws in blocks of 50, each in a scope of its own, and no decoder
 * sees more than {@code maxDecoderRows} rows at once: K = 5000 takes no more tensor memory than K =
 * 1000, whose weights are read together. If the likelihood has n numbers a value, the number of rows is divided by n; below 100 rows,
 * the draws depend on it. A decoder takes 500 of these rows at once, which is enough for matrix
 * products and fits the caches of a processor. The encoder sees each datum once for the bound and
 * once for log p(x). A prior is prepared ({@link org.vaelab.framework.latent.Prior#prepared}) once
 * for each of the two.
 */
public final class Evaluator {

    /** Of eight there are 254 subsets beside the whole. */
    private static final int MOST_MODALITIES = 8;

    /** The names of the numbers that importance weights give. */
    private static final String[] OF_IMPORTANCE_WEIGHTS = {
        Metrics.LOG_LIKELIHOOD,
        Metrics.PARETO_K,
        Metrics.PARETO_K_NOT_FITTED,
        Metrics.EFFECTIVE_SAMPLE_SIZE
    };

    private final EvaluationSettings settings;
    private final Metrics metrics;
    private final ExampleSubset subset;
    private final ImportanceEstimates estimates;
    private final Map<String, Metric> chosen;
    private final Set<String> unasked;
    private final Map<String, Metric> ofSubsets;
    private final Optional<LeftOut> leftOut;

    /**
     * Prepares evaluation under the evaluation seed 0.
     *
     * @throws IllegalArgumentException if the settings name an unknown metric
     */
    public Evaluator(EvaluationSettings settings, Metrics metrics) {
        this(settings, metrics, 0);
    }

    /**
     * Prepares evaluation.
     *
     * @param evaluationSeed of the choice of examples where not all are taken
     * @throws IllegalArgumentException if the settings name an unknown metric
     */
    public Evaluator(EvaluationSettings settings, Metrics metrics, long evaluationSeed) {
        this(settings, metrics, evaluationSeed, Optional.empty());
    }

    /**
     * Prepares evaluation of models that were trained without some classes.
     *
     * @param evaluationSeed of the choice of examples where not all are taken
     * @param leftOut the classes, among the labels of the test examples; empty if there are none
     * @throws IllegalArgumentException if the settings name an unknown metric
     */
    public Evaluator(
            EvaluationSettings settings,
            Metrics metrics,
            long evaluationSeed,
            Optional<LeftOut> leftOut) {
        this.leftOut = leftOut;
        this.metrics = metrics;
        this.settings = settings;
        this.subset = new ExampleSubset(settings.importanceChoice(), evaluationSeed);
        this.estimates = new ImportanceEstimates(settings);
        List<String> names = new ArrayList<>(List.of(Metrics.BITS_PER_DIMENSION));
        names.addAll(settings.metrics());
        names.addAll(metrics.whereDefined());
        this.chosen = metrics.select(names);
        this.ofSubsets = metrics.select(settings.subsets());
        this.unasked = new HashSet<>(metrics.whereDefined());
        settings.metrics().forEach(unasked::remove);
    }

    /**
     * Estimates the mean evidence lower bound, in nats per datum: what early stopping watches. Its
     * draws are not those of {@link #evaluate} under the same key, so that a model chosen by the
     * luck of its draws is not tested by the same draws.
     *
     * @throws IllegalArgumentException if the settings ask for a closed form that is not known
     */
    public double bound(LatentVariableModel model, Examples validation, RandomKey key) {
        Measurements silent = new Measurements(EvaluationProgress.SILENT);
        RandomKey own = key.split("validation").split("evaluation");
        double[] elbo = pass(new Evaluation(model, validation, own, silent), false).elbo();
        return Estimate.ofMean(elbo, "nats", EstimateKind.LOWER_BOUND, settings.samples()).value();
    }

    private BoundPass.Terms pass(Evaluation evaluation, boolean byUnit) {
        return new BoundPass(evaluation, settings, byUnit).run(Metrics.ELBO);
    }

    /**
     * Returns how evaluation computes the KL of a model, by trying it on one example.
     *
     * @throws IllegalArgumentException if the settings ask for a closed form that is not known
     */
    public KlSource klSource(LatentVariableModel model) {
        return switch (model.inference().form()) {
            case DRAWS -> KlSource.NONE;
            case EXACT -> KlSource.MONTE_CARLO;
            case DENSITY ->
                    model.tried(
                            q -> {
                                JointDraw draw = q.draw(RandomKey.of(0).split("posterior"), 1);
                                return KlTerms.source(
                                        KlTerms.of(model, model.trial(), draw, settings.kl()));
                            });
        };
    }

    /**
     * Checks that the settings ask for nothing that a model lacks.
     *
     * @throws IllegalArgumentException if they ask for a gradient that it does not have; the message names
     *     the key
     */
    public void requireFits(LatentVariableModel model) {
        Optional<String> lacking = model.generative().withoutGradient();
        if (lacking.isEmpty()) {
            return;
        }
        List<String> asked = new ArrayList<>();
        if (settings.ais() != null) {
            asked.add("evaluation.ais");
        }
        metrics.select(settings.asked())
                .forEach(
                        (name, metric) -> {
                            if (metric.needsGradient()) {
                                asked.add("metric '" + name + "'");
                            }
                        });
        if (!asked.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s needs the gradient of log p(x, z) in z: %s\nleave it out for this model"
                            .formatted(String.join(" and ", asked), lacking.get()));
        }
    }

    /**
     * Checks that the settings ask for no metric that is not defined for data.
     *
     * @throws IllegalArgumentException if they do; the message names the metrics and the reasons
     */
    public void requireFits(DataSummary data) {
        requireSubsets(data.modalities());
        List<String> reasons = new ArrayList<>();
        metrics.select(settings.asked())
                .forEach(
                        (name, metric) ->
                                metric.obstacle(data)
                                        .ifPresent(why -> reasons.add("'" + name + "': " + why)));
        if (!reasons.isEmpty()) {
            throw new IllegalArgumentException(
                    "evaluation.metrics: not defined for these data: %s\nleave %s out"
                            .formatted(
                                    String.join("; ", reasons),
                                    reasons.size() == 1 ? "it" : "them"));
        }
    }

    private void requireSubsets(List<Modality> modalities) {
        if (settings.subsets().isEmpty()) {
            return;
        }
        int n = modalities.size();
        if (n < 2 || n > MOST_MODALITIES) {
            throw new IllegalArgumentException(
                    "evaluation.subsets is for data of 2 to %s modalities, such as those of source: joined, and these have %s\nleave it out"
                            .formatted(MOST_MODALITIES, Math.max(1, n)));
        }
        for (String name : settings.subsets()) {
            if (!ofSubsets.containsKey(name)) {
                throw new IllegalArgumentException(
                        "evaluation.subsets: '%s' is of the bound, which has all modalities\nname metrics that evaluation.metrics may have"
                                .formatted(name));
            }
            for (List<Modality> seen : subsets(modalities)) {
                if (metrics.names().contains(name + suffix(seen))) {
                    throw new IllegalArgumentException(
                            "evaluation.subsets: '%s' of modality '%s' would have the name of another metric\ngive the modality another name"
                                    .formatted(name, suffix(seen).substring(1)));
                }
            }
        }
    }

    /**
     * Measures everything that needs no training examples; a metric that does is absent.
     *
     * @param test the examples as evaluation sees them
     * @throws IllegalArgumentException if the settings ask for a closed form that is not known
     */
    public EvaluationResult evaluate(
            LatentVariableModel model, Examples test, RandomKey key, EvaluationProgress progress) {
        return evaluate(model, List.of(), EvaluationData.ofTest(test), key, progress);
    }

    /**
     * Measures everything. If anything but the bound throws, the result has the exception in its place and the
     * other numbers.
     *
     * @param further other inferences, whose bounds are measured as well; of the first that gives one, the
     *     gap that it closes and log p(x) with its q as proposal
     * @param data the test examples, and the training examples for metrics that ask for them
     * @throws IllegalArgumentException if the settings ask for a closed form that is not known
     */
    public EvaluationResult evaluate(
            LatentVariableModel model,
            List<Inference> further,
            EvaluationData data,
            RandomKey key,
            EvaluationProgress progress) {
        requireFits(model);
        Examples test = data.test();
        Measurements measured = new Measurements(progress);
        Evaluation evaluation = new Evaluation(model, test, key.split("evaluation"), measured);
        BoundPass.Terms terms = pass(evaluation, true);
        terms.put("", measured);
        ImportanceCurve curve = ImportanceCurve.of(settings, importanceRows(test).length);
        PerDatum perDatum = logLikelihood(evaluation, terms, curve);
        perDatum.boundAboveEstimate().ifPresent(why -> measured.doubt(Metrics.ELBO, why));
        Optional<PerExample> refined = furtherBound(evaluation, further, perDatum);
        Optional<RepairedExamples> repaired =
                new MatchedEstimates(evaluation, estimates).measure(perDatum);
        Map<String, PerExample> columns = new LinkedHashMap<>();
        repaired.ifPresent(tried -> columns.putAll(tried.columns()));
        if (settings.ais() != null) {
            AnnealingPass pass = new AnnealingPass(evaluation, settings, settings.ais(), subset);
            measured.run(pass::measure, Metrics.AIS)
                    .ifPresent(
                            bound -> {
                                putApproximationGap(bound, refined, measured);
                                if (settings.momentMatching() != null) {
                                    columns.put(Metrics.AIS, bound);
                                }
                            });
        }
        repaired.filter(tried -> tried.repaired().rows().length > 0)
                .map(tried -> tried.curves(columns.get(Metrics.AIS)))
                .ifPresent(curves -> measured.show(Metrics.REPAIRED, curves));
        MetricContext whole =
                MetricContext.of(evaluation, data, settings, subset, perDatum, leftOut);
        putMetrics(chosen, "", whole, measured);
        putOfSubsets(whole, measured);
        leftOut.ifPresent(classes -> putOfSeen(classes, test, measured));
        Map<String, MetricDescription> descriptions = new LinkedHashMap<>();
        Map<String, MetricDescription> ofSubset = descriptionsOfSubsets(data.modalities());
        measured.byName()
                .keySet()
                .forEach(
                        name ->
                                Optional.ofNullable(ofSubset.get(name))
                                        .or(() -> metrics.description(name))
                                        .ifPresent(own -> descriptions.put(name, own.forRecord())));
        boolean weighed = terms.form() == PosteriorForm.DENSITY;
        return new EvaluationResult(
                measured.results(),
                perDatum,
                terms.klByUnit(),
                weighed ? curve.points(perDatum) : List.of(),
                columns,
                descriptions);
    }

    /**
     * Puts the outcome of each metric. Metrics that the settings do not name are not announced, because they
     * may be undefined for these data, and left out without a number.
     *
     * @param suffix of the names under which they are put; if there is one, all are asked for
     */
    private void putMetrics(
            Map<String, Metric> of, String suffix, MetricContext all, Measurements measured) {
        int examples = all.test().size();
        of.forEach(
                (metricName, metric) -> {
                    String name = metricName + suffix;
                    boolean isWhole = suffix.isEmpty();
                    MetricContext context =
                            all.forMetric(metricName, isWhole ? measured.byName() : Map.of());
                    if (!isWhole || settings.metrics().contains(name)) {
                        measured.advanced(name, 0, examples);
                    }
                    measured.run(() -> Optional.of(measure(metric, context)), name)
                            .filter(
                                    outcome ->
                                            !(outcome instanceof Measurement.Absent)
                                                    || !unasked.contains(name))
                            .map(outcome -> isWhole ? outcome : titled(outcome, suffix))
                            .ifPresent(outcome -> measured.put(name, outcome));
                });
    }

    private static Measurement titled(Measurement outcome, String suffix) {
        return outcome instanceof Measurement.Measured found && found.curves() != null
                ? found.showing(
                        found.curves()
                                .titled(found.curves().title() + " given " + suffix.substring(1)))
                : outcome;
    }

    private Map<String, MetricDescription> descriptionsOfSubsets(List<Modality> modalities) {
        Map<String, MetricDescription> all = new HashMap<>();
        for (List<Modality> seen : subsets(modalities)) {
            for (String name : ofSubsets.keySet()) {
                metrics.description(name)
                        .ifPresent(
                                whole ->
                                        all.put(
                                                name + suffix(seen),
                                                whole.given(suffix(seen).substring(1))));
            }
        }
        return all;
    }

    /** Returns the subsets for which metrics are measured again: all but the whole. */
    private List<List<Modality>> subsets(List<Modality> modalities) {
        return ofSubsets.isEmpty()
                ? List.of()
                : Modality.subsets(modalities).stream()
                        .filter(seen -> seen.size() < modalities.size())
                        .toList();
    }

    /** Puts metrics again with q given each subset of the modalities but the whole: {@code metric.a-b}. */
    private void putOfSubsets(MetricContext all, Measurements measured) {
        requireSubsets(all.data().modalities());
        for (List<Modality> seen : subsets(all.data().modalities())) {
            String suffix = suffix(seen);
            try {
                putMetrics(ofSubsets, suffix, all.seeing(seen), measured);
            } catch (UndefinedMetricException e) {
                measured.putAbsent(
                        String.valueOf(e.getMessage()),
                        ofSubsets.keySet().stream()
                                .map(name -> name + suffix)
                                .toArray(String[]::new));
            }
        }
    }

    private static String suffix(List<Modality> seen) {
        return seen.stream().map(Modality::name).collect(Collectors.joining("-", ".", ""));
    }

    private static Measurement measure(Metric metric, MetricContext context) {
        try {
            return metric.measure(context);
        } catch (UndefinedMetricException e) {
            return new Measurement.Absent(String.valueOf(e.getMessage()));
        }
    }

    /** Puts each number that ranks models again, over the test examples of the classes that training saw. */
    private void putOfSeen(LeftOut classes, Examples test, Measurements measured) {
        if (test.labels().stream().noneMatch(of -> of.names().contains(classes.column()))) {
            return;
        }
        boolean[] seen = classes.seen(test);
        if (IntStream.range(0, seen.length).allMatch(i -> seen[i])) {
            return;
        }
        new LinkedHashMap<>(measured.byName())
                .forEach(
                        (name, found) -> {
                            if (found instanceof Measurement.Measured whole
                                    && whole.ofSome() != null
                                    && metrics.ranks(name)) {
                                whole.ofSome()
                                        .of(seen)
                                        .ifPresent(
                                                some -> measured.put(name + Metrics.OF_SEEN, some));
                            }
                        });
    }

    /** Measures further inferences, and returns the bound of the first that gives one. */
    private Optional<PerExample> furtherBound(
            Evaluation evaluation, List<Inference> further, PerDatum perDatum) {
        int[] rows = importanceRows(evaluation.test());
        FurtherInference pass = new FurtherInference(evaluation, estimates, rows, perDatum);
        Optional<PerExample> found = Optional.empty();
        for (Inference inference : further) {
            boolean first = found.isEmpty();
            Optional<PerExample> bound =
                    evaluation
                            .measured()
                            .run(
                                    () -> pass.measure(inference, first),
                                    FurtherInference.names(inference, first));
            found = found.or(() -> bound);
        }
        return found;
    }

    /**
     * Scores each datum alone, by the same draws as {@link #evaluate}: of the test examples the bounds
     * are those behind its mean.
     *
     * @param logLikelihood whether log p(x) is estimated as well, of all examples
     * @throws IllegalArgumentException if it is, and there are no importance weights; or if the
     *     inference finds values alone, which have no bound
     */
    public DatumScores scores(
            LatentVariableModel model,
            Examples examples,
            boolean logLikelihood,
            RandomKey key,
            EvaluationProgress progress) {
        Measurements heard = new Measurements(progress);
        Evaluation evaluation = new Evaluation(model, examples, key.split("evaluation"), heard);
        BoundPass.Terms terms = pass(evaluation, false);
        Optional<String> refusal = terms.withoutWeights();
        if (refusal.isPresent() && (logLikelihood || terms.form() == PosteriorForm.DRAWS)) {
            throw new IllegalArgumentException(refusal.get());
        }
        int[] rows = subset.rows(examples.size(), examples.size());
        String name = Metrics.LOG_LIKELIHOOD;
        PerDatum perDatum =
                logLikelihood
                        ? estimates.of(evaluation, rows, terms, name, ImportanceCurve.none())
                        : terms.bounds();
        return new DatumScores(terms.reconstruction(), terms.kl(), perDatum);
    }

    private PerDatum logLikelihood(
            Evaluation evaluation, BoundPass.Terms terms, ImportanceCurve curve) {
        Measurements measured = evaluation.measured();
        Optional<String> reason = terms.withoutWeights();
        if (reason.isPresent()) {
            measured.putAbsent(reason.get(), OF_IMPORTANCE_WEIGHTS);
            return terms.bounds();
        }
        int[] rows = importanceRows(evaluation.test());
        return measured.run(
                        () -> {
                            PerDatum found =
                                    estimates.of(
                                            evaluation, rows, terms, Metrics.LOG_LIKELIHOOD, curve);
                            estimates.put(found, terms.form(), measured);
                            return Optional.of(found);
                        },
                        OF_IMPORTANCE_WEIGHTS)
                .orElseGet(terms::bounds);
    }

    /** Puts log p(x) minus the bound of the further inference, on the examples of both. */
    private static void putApproximationGap(
            PerExample logLikelihood, Optional<PerExample> found, Measurements measured) {
        found.map(bound -> logLikelihood.minus(bound).values())
                .filter(gap -> gap.length > 0)
                .ifPresent(
                        gap ->
                                measured.putMean(
                                        Metrics.APPROXIMATION_GAP,
                                        gap,
                                        EstimateKind.NOT_A_LIKELIHOOD,
                                        0));
    }

    public ExampleSubset subset() {
        return subset;
    }

    /** Returns the examples of which log p(x) is estimated. */
    int[] importanceRows(Examples test) {
        Integer limit = settings.importanceExamples();
        return subset.rows(limit == null ? test.size() : limit, test.size());
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
