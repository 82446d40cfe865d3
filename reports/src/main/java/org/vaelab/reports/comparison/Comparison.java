// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.framework.record.SettingChange;

/**
 * A comparison, read from its folder, or several read as one. The differences of its models, the
 * leaders of its metrics, its further evaluations and its parts by data set are computed when they
 * are first asked for, and kept for other tables.
 */
public final class Comparison {

    private final ComparisonPlan plan;
    private final List<ComparedModel> models;
    private final Map<String, List<SettingChange>> changes;
    private final List<String> baselines;
    private final List<ConfigAsRun> configs;
    private final List<SearchRecord> searches;

    final Once<List<String>, ModelDifference> pairs = new Once<>();
    final Once<String, Optional<Leaders>> leaders = new Once<>();
    final Once<String, List<FurtherEvaluation>> evaluations = new Once<>();
    final Once<String, List<String>> wrongBounds = new Once<>();
    private final Once<String, List<DataPart>> parts = new Once<>();

    /**
     * A comparison.
     *
     * @param plan what was planned
     * @param models what came of it, models in the order of the plan
     * @param changes by model, what was replaced in the config that it comes from
     * @param baselines the models that the plans name as baseline; there is one if they agree.
     *     Models of one method on different data are one baseline, as {@link #byData} says
     * @param configs the config files as they were run; none for plans without one
     * @param searches the searches for settings of its models
     */
    public Comparison(
            ComparisonPlan plan,
            List<ComparedModel> models,
            Map<String, List<SettingChange>> changes,
            List<String> baselines,
            List<ConfigAsRun> configs,
            List<SearchRecord> searches) {
        this.plan = plan;
        this.models = List.copyOf(models);
        this.changes = Map.copyOf(changes);
        this.baselines = List.copyOf(baselines);
        this.configs = List.copyOf(configs);
        this.searches = List.copyOf(searches);
    }

    /** Values by key, each computed once. */
    static final class Once<K, V> {

        interface Source<V, E extends Exception> {

            V compute() throws E;
        }

        private final Map<K, V> known = new HashMap<>();

        synchronized <E extends Exception> V of(K key, Source<V, E> source) throws E {
            V value = known.get(key);
            if (value == null) {
                value = source.compute();
                known.put(key, value);
            }
            return value;
        }
    }

    public ComparisonPlan plan() {
        return plan;
    }

    public List<ComparedModel> models() {
        return models;
    }

    public Map<String, List<SettingChange>> changes() {
        return changes;
    }

    public List<String> baselines() {
        return baselines;
    }

    public List<ConfigAsRun> configs() {
        return configs;
    }

    public List<SearchRecord> searches() {
        return searches;
    }

    /** Returns this comparison with other sections of its report, by id, in order. */
    public Comparison showing(List<String> sections) {
        return new Comparison(
                plan.showing(sections), models, changes, baselines, configs, searches);
    }

    /**
     * Reads a comparison from its records.
     *
     * @throws IOException if there is no plan, a file is damaged, or a record is not of the run
     *     that was planned
     */
    public static Comparison read(Path folder) throws IOException {
        return read(List.of(folder));
    }

    /**
     * Reads several comparisons as one, such as the shards of one plan.
     *
     * <p>Models with the same name and config, apart from seeds, are one model with all seeds.
     * Models with the same name and different configs are called {@code <comparison>.<model>}, or
     * {@code <folder>.<model>} if the comparisons have the same name. There is a baseline if all
     * plans that name one name the same.
     *
     * @param folders the folders of the comparisons, at least one
     * @throws IOException as {@link #read(Path)} does
     * @throws UnjoinableException if they were planned with different budgets, or one run is in two
     *     of them with different data or numbers
     */
    public static Comparison read(List<Path> folders) throws IOException {
        return read(folders, false);
    }

    /**
     * Reads several comparisons as one.
     *
     * @param all whether completed runs of earlier configs in these folders are further models,
     *     {@code earlier.<model>}
     */
    public static Comparison read(List<Path> folders, boolean all) throws IOException {
        List<JoinedPart> planned = new ArrayList<>();
        for (Path folder : folders) {
            JoinedPart of = JoinedPart.read(folder);
            planned.add(of);
            planned.addAll(all ? of.former() : List.of());
        }
        return JoinedComparison.of(planned);
    }

    /**
     * Returns the models by data set, each with its baseline; one part if all are on one. Tables
     * and figures that rank models, or show them on one axis, have one for each part.
     */
    public List<DataPart> byData() {
        return parts.of("", () -> DataPart.of(this));
    }

    public Optional<ComparedModel> baseline() {
        return model(plan.baseline());
    }

    public Optional<ComparedModel> model(@Nullable String name) {
        return models.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    /** Returns all models but one. */
    public List<ComparedModel> without(ComparedModel one) {
        return models.stream().filter(model -> !model.name().equals(one.name())).toList();
    }

    /** Returns the labels of models for running text, divided by commas. */
    public String terms(List<String> names) {
        return names.stream()
                .map(name -> model(name).map(ComparedModel::term).orElse(name))
                .collect(Collectors.joining(", "));
    }

    /** Returns the values that were replaced in the config of a model. */
    public List<SettingChange> changesOf(String model) {
        return changes.getOrDefault(model, List.of());
    }

    /**
     * Returns the models whose config has a change, in order; none if all have it, or if its key
     * names the model.
     */
    public List<String> onlyOf(SettingChange change) {
        if (change.key().startsWith("models.")) {
            return List.of();
        }
        List<String> of =
                models.stream()
                        .map(ComparedModel::name)
                        .filter(model -> changesOf(model).contains(change))
                        .toList();
        return of.size() == models.size() ? List.of() : of;
    }

    public List<RunRecord> completed() {
        return models.stream().flatMap(model -> model.completed().stream()).toList();
    }

    /** Returns the records of the runs that ended, whether complete or failed. */
    public List<RunRecord> ended() {
        return models.stream().flatMap(model -> model.ended().stream()).toList();
    }

    /** Returns what the models are evaluated on, such as {@code test}; all of it if they differ. */
    public String evaluatedPart() {
        List<JsonNode> evaluated =
                completed().stream().map(record -> record.provenance().config()).toList();
        List<JsonNode> planned = plan.runs().stream().map(PlannedRun::config).toList();
        return (evaluated.isEmpty() ? planned : evaluated)
                .stream()
                        .map(EvaluatedExamples::part)
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(" or "));
    }

    public List<ComparedRun> runs() {
        return models.stream().flatMap(model -> model.runs().stream()).toList();
    }

    public List<Long> seeds() {
        return plan.runs().stream().map(PlannedRun::seed).distinct().toList();
    }

    /** Returns the metrics of all completed runs, in the order of the records. */
    public List<ReportedMetric> metrics() {
        Set<String> names = new LinkedHashSet<>();
        completed().forEach(record -> names.addAll(record.metrics().keySet()));
        return names.stream().map(this::metric).toList();
    }

    /** Returns a metric by name, as the first record describes it. */
    public ReportedMetric metric(String name) {
        return new ReportedMetric(
                name,
                completed().stream()
                        .map(record -> record.descriptions().get(name))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElseGet(() -> MetricDescription.undeclared(name)));
    }

    public List<ReportedMetric> metrics(MetricRole role) {
        return metrics().stream().filter(metric -> metric.role() == role).toList();
    }
}
