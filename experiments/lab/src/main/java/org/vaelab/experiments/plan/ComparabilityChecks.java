// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.ImportanceTarget;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.settings.Amount;
import org.vaelab.framework.settings.PartChoice;

/** Checks whether the numbers of the models are comparable. */
final class ComparabilityChecks {

    private static final String MEASURES = "density-and-probability";
    private static final String METRIC_SETTINGS = "different-metric-settings";
    private static final String NO_LOG_LIKELIHOOD = "no-log-likelihood";

    private static final int SHOWN_CHECKSUM = 8;

    /**
     * Models evaluated on different data: content, domain, threshold or bits. Static and dynamic
     * binarisation in training do not differ in evaluation.
     */
    static final Check DATA =
            Check.ofGroups(
                    "different-data",
                    Seen::of,
                    plan ->
                            "the models are not evaluated on the same data, so that none of their"
                                    + " figures compare across",
                    "make a comparison of each, or give all models the same section data");

    /**
     * Models of the same data whose log p(x) is a density for some and a probability for others, or
     * a density of dequantized grey levels. In a table this holds for each column.
     */
    static final Check DENSITY_AND_PROBABILITY =
            new Check(
                    MEASURES,
                    ComparabilityChecks::densityAndProbability,
                    Optional.of(m -> Map.entry(kindOfLikelihood(m, Set.of()), m.measures())));

    private static List<Warning> densityAndProbability(AuditedPlan plan) {
        Map<String, Set<String>> measures = new LinkedHashMap<>();
        for (AuditedModel model : plan.models()) {
            model.measures()
                    .forEach((c, of) -> measures.computeIfAbsent(c, n -> new HashSet<>()).add(of));
        }
        measures.values().removeIf(found -> found.size() < 2);
        return Check.ofGroups(
                        MEASURES,
                        model -> kindOfLikelihood(model, measures.keySet()),
                        all ->
                                "densities and probabilities do not compare"
                                        + (areInBits(all) ? ", but for bitsPerDimension" : ""),
                        "choose likelihoods of one kind, and one kind for each column"
                                + " (data.columns), or read the groups apart")
                .warnings()
                .apply(plan);
    }

    /** Models measured with different numbers of draws, or on different numbers of examples. */
    static final Check EVALUATION =
            Check.ofGroups(
                    "different-evaluation",
                    model -> effort(model.run().evaluation()),
                    plan ->
                            "the models are measured differently, and a report does not rank what"
                                    + " rests on different grounds",
                    "give all models the same evaluation.samples, importanceSamples,"
                            + " importanceExamples and importanceChoice");

    /** Models that measure one metric with different settings. */
    static final Check METRICS =
            new Check(METRIC_SETTINGS, ComparabilityChecks::differentMetricSettings);

    private static List<Warning> differentMetricSettings(AuditedPlan plan) {
        Map<String, Map<String, List<String>>> models = new LinkedHashMap<>();
        for (AuditedModel model : plan.models()) {
            EvaluationSettings settings = model.run().evaluation();
            Stream.concat(settings.metrics().stream(), settings.subsets().stream())
                    .distinct()
                    .forEach(
                            metric ->
                                    models.computeIfAbsent(
                                                    metric.type(), name -> new LinkedHashMap<>())
                                            .computeIfAbsent(
                                                    written(metric), name -> new ArrayList<>())
                                            .add(model.name()));
        }
        List<Warning> found = new ArrayList<>();
        models.forEach(
                (metric, bySettings) -> {
                    if (bySettings.size() > 1) {
                        found.add(
                                new Warning(
                                        METRIC_SETTINGS,
                                        List.of(),
                                        "metric "
                                                + metric
                                                + " is measured with different settings, and a"
                                                + " report does not rank its values"
                                                + Check.groups(bySettings),
                                        "give all models the same settings of " + metric));
                    }
                });
        return found;
    }

    private static String written(PartChoice metric) {
        return metric.settings().isEmpty()
                ? "the usual ones"
                : metric.settings().entrySet().stream()
                        .map(setting -> setting.getKey() + " " + setting.getValue())
                        .collect(Collectors.joining(", "));
    }

    /**
     * Models trained in different precisions, so that a difference of their bounds may be rounding.
     */
    static final Check PRECISION =
            Check.ofGroups(
                            "different-precision",
                            model -> model.run().runtime().precision(),
                            plan ->
                                    "the models are trained in different precisions, so a small difference"
                                            + " between them may be one of rounding",
                            "give all models the same runtime.precision, unless it is what is compared")
                    .ofRanked();

    /**
     * Models that are given different things, as a condition or by their likelihood: log p(x given
     * c) is another quantity than log p(x).
     */
    static final Check CONDITION =
            Check.ofGroups(
                    "different-condition",
                    ComparabilityChecks::quantity,
                    plan ->
                            "the models are of different quantities, which a report does not rank"
                                    + " together",
                    "read the difference as what the given values tell of x, not as one of models; or"
                            + " give all models the same condition, and likelihoods that are given"
                            + " the same");

    private ComparabilityChecks() {}

    /**
     * Returns what log p(x) is, of a table in which the models differ by the columns that differ.
     */
    private static String kindOfLikelihood(AuditedModel model, Set<String> columns) {
        if (model.probability()) {
            return "a probability";
        }
        if (model.isDequantized()) {
            return "a density of dequantised levels";
        }
        Map<String, String> measures = model.measures();
        Map<Boolean, List<String>> named =
                columns.stream()
                        .filter(measures::containsKey)
                        .collect(
                                Collectors.partitioningBy(
                                        c -> DataMeasure.COUNTING.equals(measures.get(c))));
        return Stream.of("a density", "a probability")
                .map(kind -> Map.entry(kind, named.get(kind.equals("a probability"))))
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> entry.getKey() + " of " + String.join(", ", entry.getValue()))
                .reduce((one, other) -> one + ", " + other)
                .orElse("a density");
    }

    private static boolean areInBits(AuditedPlan plan) {
        return plan.models().stream().allMatch(m -> m.probability() || m.isDequantized());
    }

    private static String quantity(AuditedModel model) {
        List<String> given =
                new ArrayList<>(
                        model.run()
                                .blueprint()
                                .ofParts()
                                .map(ModelBlueprint.OfParts::condition)
                                .orElse(List.of()));
        Collections.sort(given);
        given.addAll(model.givenOfDatum());
        return given.isEmpty() ? "log p(x)" : "log p(x given " + String.join(", ", given) + ")";
    }

    private static String effort(EvaluationSettings settings) {
        @Nullable ImportanceTarget target = settings.importanceTarget();
        String until =
                target == null
                        ? ""
                        : Check.text(
                                " at first, importanceTarget %s with no more than %s",
                                target.standardError(), target.limit());
        String examples =
                settings.importanceExamples() == null
                        ? "all"
                        : settings.importanceExamples()
                                + " "
                                + settings.importanceChoice().name().toLowerCase(Locale.ROOT);
        return Check.text(
                "samples %s, importanceSamples %s%s, importanceExamples %s",
                settings.samples(), settings.importanceSamples(), until, examples);
    }

    /**
     * The data in evaluation.
     *
     * @param values their domain; dequantized grey levels count as grey levels
     * @param threshold for binarisation, if there is one
     * @param seed of the bits, if they are drawn
     * @param given the values of a datum that are given, not modelled; empty if none
     */
    private record Seen(
            String name,
            String checksum,
            String shape,
            String values,
            Optional<Double> threshold,
            OptionalLong seed,
            String given) {

        static Seen of(AuditedModel model) {
            Dataset dataset = model.data().dataset();
            Binarization binarization = model.data().preparation().binarization();
            boolean drawn =
                    binarization instanceof Binarization.Static
                            || binarization instanceof Binarization.Dynamic;
            return new Seen(
                    dataset.name(),
                    dataset.checksum(),
                    dataset.shape().toString(),
                    (model.isDequantized() ? ValueDomain.GREY_LEVELS : model.domain()).label(),
                    binarization instanceof Binarization.Threshold threshold
                            ? Optional.of(threshold.level())
                            : Optional.empty(),
                    drawn
                            ? OptionalLong.of(model.run().data().keys().evaluationSeed())
                            : OptionalLong.empty(),
                    model.data().split().map(ValueSplit::toString).orElse(""));
        }

        @Override
        public String toString() {
            return Check.text(
                    "%s of shape %s and checksum %s, %s%s%s%s",
                    name,
                    shape,
                    checksum.substring(0, Math.min(SHOWN_CHECKSUM, checksum.length())),
                    values,
                    threshold.map(level -> " above " + level).orElse(""),
                    seed.isPresent() ? " drawn under evaluationSeed " + seed.getAsLong() : "",
                    given.isEmpty() ? "" : ", what is left of it without " + given);
        }
    }

    /**
     * Models without an estimate of log p(x), if others have one. A point mass has only the elbo,
     * which is not what a bound of several draws maximises. A mode or a chain has no bound at all.
     */
    static List<Warning> noLogLikelihood(AuditedPlan plan) {
        List<Warning> found = new ArrayList<>();
        List<String> masses = plan.named(model -> model.pointMass() && !model.drawsAlone());
        if (isSome(masses, plan)) {
            found.add(pointMasses(masses, plan));
        }
        List<String> draws = plan.named(AuditedModel::drawsAlone);
        if (isSome(draws, plan)) {
            found.add(drawsAlone(draws));
        }
        return found;
    }

    private static boolean isSome(List<String> models, AuditedPlan plan) {
        return !models.isEmpty() && models.size() < plan.models().size();
    }

    private static Warning drawsAlone(List<String> models) {
        return new Warning(
                NO_LOG_LIKELIHOOD,
                models,
                "the inference finds values alone, so that neither the elbo nor log p(x) is"
                        + " measured: log p(x, z), which is, compares with no number of the other"
                        + " models",
                "name an evaluation.inference that bounds log p(x) of all of them, such as svi");
    }

    private static Warning pointMasses(List<String> models, AuditedPlan plan) {
        List<String> other = plan.named(AuditedModel::multiSample);
        return new Warning(
                NO_LOG_LIKELIHOOD,
                models,
                ("the posterior is a point mass, and log p(x) is not estimated: with the other"
                                + " models they share the elbo alone, a bound that is looser by another"
                                + " amount for each family%s")
                        .formatted(
                                other.isEmpty()
                                        ? ""
                                        : "; for "
                                                + Amount.named(other)
                                                + " training maximises another one"),
                "compare log p(x) among the others; the elbo of these says at least how good"
                        + " they are, not how much better or worse");
    }

    /** A single seed of models that are trained, which says nothing about other seeds. */
    static List<Warning> oneSeed(AuditedPlan plan) {
        List<RunSpec> runs = plan.spec().runs();
        long seeds = runs.stream().mapToLong(RunSpec::seed).distinct().count();
        return seeds > 1 || runs.stream().noneMatch(run -> run.training().trains())
                ? List.of()
                : List.of(
                        new Warning(
                                "one-seed",
                                List.of(),
                                "there is one seed: the report has neither intervals nor tests, and"
                                        + " a difference may be the seed's alone",
                                "name several, such as seeds: [1, 2, 3]"));
    }
}
