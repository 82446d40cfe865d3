// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.LeftOut;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.KlTerms;
import org.vaelab.framework.evaluation.Companion;
import org.vaelab.framework.evaluation.DatumScores;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.EvaluationState;
import org.vaelab.framework.evaluation.ExampleSubset;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.evaluation.bound.Bound;
import org.vaelab.framework.evaluation.bound.FurtherInference;
import org.vaelab.framework.evaluation.bound.ImportanceCurve;
import org.vaelab.framework.evaluation.bound.ImportanceEstimate;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.settings.PartChoice;

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
 * 1000, whose weights are read together. If the likelihood has n numbers a value, the number of
 * rows is divided by n; below 100 rows, the draws depend on it. A decoder takes 500 of these rows
 * at once, which is enough for matrix products and fits the caches of a processor. A device with
 * memory of its own takes up to ten times {@code maxDecoderRows}, of many blocks of draws. The
 * encoder sees each datum once for the bound and once for log p(x). A prior is prepared ({@link
 * org.vaelab.framework.latent.Prior#prepared}) once for each of the two.
 */
@Internal
public final class Evaluator {

    /** Of eight there are 254 subsets beside the whole. */
    private static final int MOST_MODALITIES = 8;

    private final EvaluationSettings settings;
    private final Metrics metrics;
    private final ExampleSubset subset;
    private final Map<String, Metric> chosen;
    private final Map<String, Metric> ofSubsets;
    private final Optional<LeftOut> leftOut;

    /**
     * Prepares evaluation under the evaluation seed 0.
     *
     * @throws IllegalArgumentException if the settings name an unknown metric
     */
    public Evaluator(EvaluationSettings settings, Metrics metrics) {
        this(settings, metrics, 0, Optional.empty());
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
        Map<String, Metric> named = metrics.select(settings.metrics());
        this.chosen = new LinkedHashMap<>();
        for (String name : metrics.names(Metric.Asked.ALWAYS)) {
            chosen.put(name, named.getOrDefault(name, metrics.usual(name)));
        }
        named.forEach(chosen::putIfAbsent);
        for (String name : metrics.names(Metric.Asked.WHERE_DEFINED)) {
            chosen.putIfAbsent(name, metrics.usual(name));
        }
        this.ofSubsets = metrics.select(settings.subsets());
    }

    /**
     * Estimates the mean evidence lower bound, in nats per datum: what early stopping watches. Its
     * draws are not those of {@link #evaluate} under the same key, so that a model chosen by the
     * luck of its draws is not tested by the same draws.
     *
     * @throws IllegalArgumentException if the settings ask for a closed form that is not known
     */
    public double bound(LatentVariableModel model, Examples validation, RandomKey key) {
        double[] elbo = bounds(model, validation, key);
        return Estimate.ofMean(elbo, "nats", EstimateKind.LOWER_BOUND, settings.samples()).value();
    }

    /**
     * Estimates what {@link #bound} is the mean of, for each example.
     *
     * @throws IllegalArgumentException if the settings ask for a closed form that is not known
     */
    public double[] bounds(LatentVariableModel model, Examples validation, RandomKey key) {
        MetricContext subject =
                context(
                        model,
                        List.of(),
                        EvaluationData.ofTest(validation),
                        key.split("validation"),
                        EvaluationProgress.SILENT,
                        false);
        return Bound.of(subject, Bound.ELBO, false).elbo();
    }

    private MetricContext context(
            LatentVariableModel model,
            List<Inference> further,
            EvaluationData data,
            RandomKey key,
            EvaluationProgress progress,
            boolean isOfSingles) {
        RandomKey own = key.split("evaluation");
        return new MetricContext(
                model,
                data,
                settings,
                subset,
                leftOut,
                further,
                own,
                new EvaluationState(own, progress, isOfSingles));
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
     * Checks that the settings ask for no metric that is not defined for data.
     *
     * @throws IllegalArgumentException if they do; the message names the metrics and the reasons
     */
    public void requireFits(DataSummary data) {
        requireSubsets(data.form().modalities());
        List<String> reasons = new ArrayList<>();
        Map<String, Metric> asked = metrics.select(settings.metrics());
        ofSubsets.forEach(asked::putIfAbsent);
        asked.forEach(
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
        for (PartChoice choice : settings.subsets()) {
            String name = choice.type();
            if (isOfBound(name)) {
                throw new IllegalArgumentException(
                        "evaluation.subsets: '%s' is of the bound, which has all modalities\nname metrics that evaluation.metrics may have"
                                .formatted(name));
            }
            for (List<Modality> seen : subsets(modalities)) {
                String part = MetricGivenModalities.part(seen);
                if (metrics.names().contains(name + "." + part)) {
                    throw new IllegalArgumentException(
                            "evaluation.subsets: '%s' of modality '%s' would have the name of another metric\ngive the modality another name"
                                    .formatted(name, part));
                }
            }
        }
    }

    private boolean isOfBound(String name) {
        return metrics.description(name)
                .map(MetricDescription::role)
                .filter(role -> role.isOfBound() || role == MetricRole.TIGHTER_LOG_LIKELIHOOD)
                .isPresent();
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
     * Measures everything. If anything but the bound throws, the result has the exception in its
     * place and the other numbers.
     *
     * @param further other inferences, whose bounds are measured as well; of the first that gives
     *     one, the gap that it closes and log p(x) with its q as proposal
     * @param data the test examples, and the training examples for metrics that ask for them
     * @throws IllegalArgumentException if the settings ask for a closed form that is not known
     */
    public EvaluationResult evaluate(
            LatentVariableModel model,
            List<Inference> further,
            EvaluationData data,
            RandomKey key,
            EvaluationProgress progress) {
        MetricContext whole = context(model, further, data, key, progress, false);
        Bound bound = whole.get(Bound.OWN);
        Map<String, Metric> given = ofSubsets(whole);
        Map<String, Metric> parts = new LinkedHashMap<>(FurtherInference.metrics(whole));
        parts.putAll(chosen);
        parts.putAll(given);
        Map<String, Metric> set = new LinkedHashMap<>();
        Set<String> open = new HashSet<>();
        parts.keySet().forEach(name -> add(name, parts, set, open));
        set.putAll(ofSeenClasses(set.keySet(), data.test()));
        Set<String> named = new HashSet<>(settings.asked());
        named.addAll(given.keySet());
        whole.evaluation().setMetrics(set);
        Map<String, Measurement> measured = new LinkedHashMap<>();
        set.forEach(
                (name, metric) -> {
                    if (named.contains(name)) {
                        whole.advanced(name, 0, data.test().size());
                    }
                    Measurement outcome = whole.outcome(name);
                    if (named.contains(name)
                            || metric.asked() != Metric.Asked.WHERE_DEFINED
                            || !(outcome instanceof Measurement.Absent)) {
                        put(name, outcome, measured);
                    }
                });
        Map<String, MetricDescription> descriptions = new LinkedHashMap<>();
        measured.keySet()
                .forEach(
                        name ->
                                Optional.ofNullable(set.get(name))
                                        .map(metric -> Metrics.described(name, metric))
                                        .or(() -> metrics.description(name))
                                        .ifPresent(own -> descriptions.put(name, own.forRecord())));
        Map<String, PerExample> columns = new LinkedHashMap<>();
        set.forEach(
                (name, metric) ->
                        whole.attempt(() -> metric.columns(whole.forMetric(name)))
                                .ifPresent(columns::putAll));
        if (data.test().origin().windows().isPresent()) {
            Map<String, PerExample> numbers = new HashMap<>(columns);
            numbers.put(Bound.RECONSTRUCTION, PerExample.ofAll(bound.reconstruction()));
            numbers.put(Bound.KL, PerExample.ofAll(bound.kl()));
            WindowErrors errors = new WindowErrors(data.test(), numbers);
            set.forEach(
                    (name, metric) -> {
                        if (!metric.hasErrorsOfWindows()) {
                            errors.replace(name, measured);
                        }
                    });
        }
        measured.replaceAll(
                (name, found) -> found instanceof Measured number ? number.of(null) : found);
        return new EvaluationResult(
                measured,
                ImportanceEstimate.perDatum(whole),
                bound.klByUnit(),
                whole.attempt(ImportanceEstimate.OWN)
                        .map(ImportanceEstimate::points)
                        .orElse(List.of()),
                columns,
                descriptions);
    }

    /** Adds a metric after those that it needs, and after it what is measured with it. */
    private static void add(
            String name, Map<String, Metric> from, Map<String, Metric> to, Set<String> open) {
        Metric metric = from.get(name);
        if (metric != null && open.add(name)) {
            metric.needs().forEach(needed -> add(needed, from, to, open));
            to.put(name, metric);
            to.putAll(metric.companions());
        }
    }

    /** Puts a number with its parts. */
    private static void put(String name, Measurement outcome, Map<String, Measurement> measured) {
        measured.put(name, outcome);
        if (outcome instanceof Measured found) {
            found.parts()
                    .forEach(
                            (part, own) ->
                                    measured.put(
                                            name + "." + part,
                                            new Measured(
                                                    own,
                                                    found.examplesOfParts()
                                                            .getOrDefault(
                                                                    part, found.examples()))));
        }
    }

    /** Returns the subsets for which metrics are measured again: all but the whole. */
    private List<List<Modality>> subsets(List<Modality> modalities) {
        return ofSubsets.isEmpty()
                ? List.of()
                : Modality.subsets(modalities).stream()
                        .filter(seen -> seen.size() < modalities.size())
                        .toList();
    }

    /**
     * Returns metrics with q given each subset of the modalities but the whole: {@code metric.a-b}.
     */
    private Map<String, Metric> ofSubsets(MetricContext whole) {
        requireSubsets(whole.data().modalities());
        Map<String, Metric> all = new LinkedHashMap<>();
        for (List<Modality> seen : subsets(whole.data().modalities())) {
            EvaluationState apart =
                    whole.evaluation()
                            .without(
                                    List.of(Bound.OWN, ImportanceEstimate.OWN),
                                    "elbo was not measured");
            String part = MetricGivenModalities.part(seen);
            ofSubsets.forEach(
                    (name, metric) -> {
                        MetricDescription given =
                                metrics.description(name).orElseThrow().given(part);
                        all.put(
                                name + "." + part,
                                new MetricGivenModalities(name, metric, given, seen, apart));
                    });
        }
        return all;
    }

    /** Returns each metric that ranks models, over the test examples of the classes that training saw. */
    private Map<String, Metric> ofSeenClasses(Set<String> names, Examples test) {
        Map<String, Metric> all = new LinkedHashMap<>();
        if (leftOut.isEmpty()
                || test.labels().stream()
                        .noneMatch(of -> of.names().contains(leftOut.get().column()))) {
            return all;
        }
        boolean[] seen = leftOut.get().seen(test);
        if (IntStream.range(0, seen.length).allMatch(i -> seen[i])) {
            return all;
        }
        for (String name : names) {
            if (metrics.ranks(name)) {
                String own = name + Metrics.OF_SEEN;
                all.put(
                        own,
                        Companion.of(
                                        metrics.description(own).orElseThrow(),
                                        subject -> some(subject.outcome(name), seen))
                                .whereDefined()
                                .after(name));
            }
        }
        return all;
    }

    private static Measured some(Measurement whole, boolean[] seen) {
        return Optional.of(whole)
                .filter(Measured.class::isInstance)
                .map(of -> ((Measured) of).ofSome())
                .flatMap(of -> of.of(seen))
                .orElseThrow(
                        () -> new UndefinedMetricException("it is not known of some examples"));
    }

    /**
     * Scores each datum alone, under a key of its content: equal examples have equal scores,
     * wherever they are and however many are scored. The draws are others than those of {@link
     * #evaluate}.
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
        EvaluationData data = EvaluationData.ofTest(examples);
        MetricContext subject = context(model, List.of(), data, key, progress, true);
        Bound bound = Bound.of(subject, Bound.ELBO, false);
        Optional<String> refusal = bound.withoutWeights();
        if (refusal.isPresent() && (logLikelihood || bound.form() == PosteriorForm.DRAWS)) {
            throw new IllegalArgumentException(refusal.get());
        }
        int[] rows = subset.rows(examples.size(), examples.size());
        String name = ImportanceEstimate.LOG_LIKELIHOOD;
        PerDatum perDatum =
                logLikelihood
                        ? ImportanceEstimate.of(subject, bound, rows, name, ImportanceCurve.none())
                                .perDatum()
                        : bound.bounds();
        return new DatumScores(bound.reconstruction(), bound.kl(), perDatum);
    }

    public ExampleSubset subset() {
        return subset;
    }
}
