// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.Label;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.PublishedValue;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.reports.text.Escape;

/**
 * Several comparisons as one. Models are in the order of the folders, then of the plans; so are the
 * seeds of a model. Joining the shards of one plan gives that plan.
 */
final class JoinedComparison {

    private static final String MODELS = "models.";

    private final List<PlannedFolder> folders;
    private final JoinedNames names;
    private final Map<String, Map<Long, ComparedRun>> runs = new LinkedHashMap<>();
    private final Map<String, Set<SettingChange>> changes = new LinkedHashMap<>();
    private final Map<String, Label> labels = new LinkedHashMap<>();

    private JoinedComparison(List<PlannedFolder> folders) throws IOException {
        this.folders = folders;
        this.names = new JoinedNames(folders);
        for (PlannedFolder folder : folders) {
            for (String model : folder.plan().models()) {
                enter(folder, model);
            }
        }
    }

    /**
     * Joins comparisons.
     *
     * @throws UnjoinableException if they were planned at different budgets, or a run with one seed is
     *     there twice with different data or numbers
     */
    static Comparison of(List<PlannedFolder> folders) throws IOException {
        requireOneBudget(folders);
        JoinedComparison joined = new JoinedComparison(folders);
        Set<SearchRecord> searches = new LinkedHashSet<>();
        for (PlannedFolder folder : folders) {
            for (SearchRecord search : folder.searches()) {
                searches.add(search.named(joined.names.of(folder, search.model())));
            }
        }
        return joined.joined().after(List.copyOf(searches));
    }

    private static void requireOneBudget(List<PlannedFolder> folders) {
        PlannedFolder first = folders.get(0);
        for (PlannedFolder other : folders) {
            if (!Objects.equals(first.plan().budget(), other.plan().budget())) {
                throw new UnjoinableException(
                        first.path()
                                + " was planned "
                                + atBudget(first)
                                + ", and "
                                + other.path()
                                + " "
                                + atBudget(other)
                                + "\n    runs at different budgets do not compare: write a report of"
                                + " each");
            }
        }
    }

    private static String atBudget(PlannedFolder folder) {
        String budget = folder.plan().budget();
        return budget == null ? "without a budget" : "at budget " + budget;
    }

    private void enter(PlannedFolder folder, String model) throws IOException {
        String name = names.of(folder, model);
        Map<Long, ComparedRun> bySeed = runs.computeIfAbsent(name, n -> new LinkedHashMap<>());
        for (ComparedRun run : folder.runs(model)) {
            bySeed.merge(run.planned().seed(), run.named(name), ComparedRun::further);
        }
        Label label = folder.plan().labels().get(model);
        if (label != null) {
            // A model that was renamed to be unique keeps the words that make it so.
            String before = name.substring(0, name.length() - model.length());
            labels.putIfAbsent(
                    name, new Label(before + label.plain(), Escape.latex(before) + label.latex()));
        }
        changes.computeIfAbsent(name, n -> new LinkedHashSet<>()).addAll(changes(folder));
    }

    /** Returns the replaced values of a folder's config, with the report names of its models. */
    private List<SettingChange> changes(PlannedFolder folder) {
        return folder.plan().changes().stream()
                .map(
                        change ->
                                new SettingChange(
                                        key(folder, change.key()),
                                        change.from(),
                                        change.to(),
                                        change.by()))
                .toList();
    }

    /** The models of a swept section have its name, with a comma and more after it. */
    private String key(PlannedFolder folder, String key) {
        if (!key.startsWith(MODELS)) {
            return key;
        }
        String inside = key.substring(MODELS.length());
        for (String model : folder.plan().models()) {
            String section = model.contains(",") ? model.substring(0, model.indexOf(',')) : model;
            if (inside.equals(section) || inside.startsWith(section + ".")) {
                String name = names.of(folder, model);
                String renamed = name.substring(0, name.length() - model.length()) + inside;
                return MODELS + renamed;
            }
        }
        return key;
    }

    private Comparison joined() {
        List<ComparedModel> models = new ArrayList<>();
        runs.forEach(
                (name, bySeed) -> {
                    List<ComparedRun> of = List.copyOf(bySeed.values());
                    models.add(
                            new ComparedModel(name, of.get(0).planned().variant(), of)
                                    .labelled(labels.get(name)));
                });
        Map<String, List<SettingChange>> replaced = new LinkedHashMap<>();
        changes.forEach((name, all) -> replaced.put(name, List.copyOf(all)));
        List<String> baselines =
                distinct(
                        folder ->
                                Stream.ofNullable(folder.plan().baseline())
                                        .map(model -> names.of(folder, model)));
        return new Comparison(plan(baselines), models, replaced, baselines, configs());
    }

    /** Returns the config of each plan, once if plans have the same text and replaced values. */
    private List<ConfigAsRun> configs() {
        Map<String, ConfigAsRun> byFile = new LinkedHashMap<>();
        Set<ConfigAsRun> distinct = new LinkedHashSet<>();
        for (PlannedFolder folder : folders) {
            ComparisonPlan plan = folder.plan();
            List<ComparedRun> own =
                    plan.models().stream()
                            .flatMap(m -> runs.get(names.of(folder, m)).values().stream())
                            .toList();
            ConfigAsRun.of(plan, own)
                    .filter(distinct::add)
                    .ifPresent(
                            config -> {
                                String file = "config-" + plan.name();
                                String free = file;
                                for (int i = 2; byFile.containsKey(free); i++) {
                                    free = file + "-" + i;
                                }
                                byFile.put(free, config);
                            });
        }
        if (byFile.size() < 2) {
            return List.copyOf(byFile.values());
        }
        List<ConfigAsRun> configs = new ArrayList<>();
        byFile.forEach((name, config) -> configs.add(config.called(name + ".yaml")));
        return configs;
    }

    private ComparisonPlan plan(List<String> baselines) {
        @Nullable String baseline = baselines.size() == 1 ? baselines.get(0) : null;
        List<Double> ropes = distinct(folder -> Stream.ofNullable(folder.plan().rope()));
        return new ComparisonPlan(
                ComparisonPlan.SCHEMA,
                String.join(" + ", distinct(folder -> Stream.of(folder.plan().name()))),
                baseline,
                distinct(folder -> folder.plan().reportFormats().stream()),
                planned(),
                folders.get(0).plan().budget(),
                changes.values().stream().flatMap(Collection::stream).distinct().toList(),
                distinct(folder -> folder.plan().expected().stream().map(v -> value(folder, v))),
                ropes.size() == 1 ? ropes.get(0) : null,
                sections(),
                labels,
                null,
                sectionPlugins());
    }

    private Map<String, String> sectionPlugins() {
        Map<String, String> plugins = new TreeMap<>();
        folders.forEach(folder -> folder.plan().sectionPlugins().forEach(plugins::putIfAbsent));
        return plugins;
    }

    /** The sections of the first plan that selects some. */
    private List<String> sections() {
        return folders.stream()
                .map(folder -> folder.plan().sections())
                .filter(some -> !some.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private List<PlannedRun> planned() {
        return distinct(
                folder ->
                        folder.plan().runs().stream()
                                .map(
                                        run ->
                                                runs.get(names.of(folder, run.model()))
                                                        .get(run.seed())
                                                        .planned()));
    }

    private PublishedValue value(PlannedFolder folder, PublishedValue published) {
        return new PublishedValue(
                names.of(folder, published.model()),
                published.metric(),
                published.value(),
                published.tolerance(),
                published.source(),
                published.conditions());
    }

    private <T> List<T> distinct(Function<PlannedFolder, Stream<T>> of) {
        return folders.stream().flatMap(of).distinct().toList();
    }
}
