// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.Doubt;
import org.vaelab.framework.record.Label;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.PublishedValue;
import org.vaelab.framework.record.SearchFolder;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.reports.text.Escape;

/**
 * Several comparisons as one. Models are in the order of the folders, then of the plans; so are the
 * seeds of a model. Joining the shards of one plan gives that plan.
 */
final class JoinedComparison {

    private static final String MODELS = "models.";

    private final List<JoinedPart> folders;
    private final Names names;
    private final Map<String, Map<Long, ComparedRun>> runs = new LinkedHashMap<>();
    private final Map<String, Set<SettingChange>> changes = new LinkedHashMap<>();
    private final Map<String, Set<Long>> seen = new LinkedHashMap<>();
    private final Map<String, Set<Long>> seeds = new LinkedHashMap<>();
    private final Map<String, Label> labels = new LinkedHashMap<>();
    private final Set<SearchRecord> searches = new LinkedHashSet<>();
    private final Map<String, List<SearchFolder>> searched = new LinkedHashMap<>();

    private JoinedComparison(List<JoinedPart> folders) throws IOException {
        this.folders = folders;
        this.names = new Names(folders);
        for (JoinedPart folder : folders) {
            for (PlannedRun planned : folder.plan().runs()) {
                String name = names.of(folder, planned.model());
                runs.computeIfAbsent(name, n -> new LinkedHashMap<>())
                        .merge(planned.seed(), folder.read(planned, name), ComparedRun::further);
            }
            folder.plan().models().forEach(model -> enter(folder, model));
        }
    }

    /**
     * Joins comparisons.
     *
     * @throws UnjoinableException if they were planned at different budgets, or a run with one seed
     *     is there twice with different data or numbers
     */
    static Comparison of(List<JoinedPart> folders) throws IOException {
        JoinedPart first = folders.get(0);
        for (JoinedPart other : folders) {
            if (!Objects.equals(first.plan().budget(), other.plan().budget())) {
                throw new UnjoinableException(
                        (first.path() + " was planned " + atBudget(first))
                                + (", and " + other.path() + " " + atBudget(other))
                                + "\n    runs at different budgets do not compare: write a report of"
                                + " each");
            }
        }
        JoinedComparison joined = new JoinedComparison(folders);
        for (JoinedPart folder : folders) {
            folder.searches().forEach((place, search) -> joined.enter(folder, place, search));
        }
        return joined.joined();
    }

    private static String atBudget(JoinedPart folder) {
        String budget = folder.plan().budget();
        return budget == null ? "without a budget" : "at budget " + budget;
    }

    private void enter(JoinedPart folder, SearchFolder place, SearchRecord search) {
        String name = names.of(folder, search.model());
        searches.add(search.named(name));
        searched.computeIfAbsent(name, n -> new ArrayList<>()).add(place);
    }

    private void enter(JoinedPart folder, String model) {
        String name = names.of(folder, model);
        Label label = folder.plan().labels().get(model);
        if (label != null) {
            // A model that was renamed to be unique keeps the words that make it so.
            String before = before(folder, model);
            labels.putIfAbsent(
                    name, new Label(before + label.plain(), Escape.latex(before) + label.latex()));
        }
        see(name, folder.plan().seedsBefore().get(model));
        // The shards of one plan have its seeds each; other seeds were added to those of the first.
        Set<Long> planned = folder.plan().seeds(model);
        Set<Long> first = seeds.computeIfAbsent(name, n -> planned);
        if (!first.equals(planned)) {
            see(name, first);
            see(name, planned);
        }
        Set<SettingChange> of = changes.computeIfAbsent(name, n -> new LinkedHashSet<>());
        for (SettingChange change : folder.plan().changes()) {
            String key = key(folder, change.key());
            of.add(new SettingChange(key, change.from(), change.to(), change.by()));
        }
    }

    /** Notes that a model was looked at with these seeds alone; the fewest count. */
    private void see(String name, @Nullable Set<Long> some) {
        if (some != null) {
            seen.merge(name, some, (a, b) -> a.size() <= b.size() ? a : b);
        }
    }

    /** Returns what stands before a model's own name in the report. */
    private String before(JoinedPart folder, String model) {
        String name = names.of(folder, model);
        return name.substring(0, name.length() - model.length());
    }

    /** The models of a swept section have its name, with a comma and more after it. */
    private String key(JoinedPart folder, String key) {
        if (!key.startsWith(MODELS)) {
            return key;
        }
        String inside = key.substring(MODELS.length());
        return folder.plan().models().stream()
                .filter(model -> (inside + ".").startsWith(model.split(",", 2)[0] + "."))
                .findFirst()
                .map(model -> MODELS + before(folder, model) + inside)
                .orElse(key);
    }

    private Comparison joined() {
        List<ComparedModel> models = new ArrayList<>();
        runs.forEach(
                (name, bySeed) -> {
                    List<ComparedRun> of = List.copyOf(bySeed.values());
                    models.add(
                            new ComparedModel(name, of.get(0).planned().variant(), of)
                                    .labelled(labels.get(name))
                                    .searched(searched.getOrDefault(name, List.of()))
                                    .after(
                                            of.stream().anyMatch(r -> r.ended().isEmpty())
                                                    ? Set.of()
                                                    : seen.get(name)));
                });
        Map<String, List<SettingChange>> replaced = new LinkedHashMap<>();
        changes.forEach((name, all) -> replaced.put(name, List.copyOf(all)));
        List<String> baselines =
                distinct(
                        folder ->
                                Stream.ofNullable(folder.plan().baseline())
                                        .map(model -> names.of(folder, model)));
        ComparisonPlan plan = folders.size() == 1 ? folders.get(0).plan() : plan(baselines);
        return new Comparison(plan, models, replaced, baselines, configs(), List.copyOf(searches));
    }

    /** Returns the config of each plan, once if plans have the same text and replaced values. */
    private List<ConfigAsRun> configs() {
        Map<String, ConfigAsRun> byFile = new LinkedHashMap<>();
        for (JoinedPart folder : folders) {
            ComparisonPlan plan = folder.plan();
            List<ComparedRun> own =
                    plan.models().stream()
                            .flatMap(m -> runs.get(names.of(folder, m)).values().stream())
                            .toList();
            Optional<ConfigAsRun> config = ConfigAsRun.of(plan, own);
            if (config.isPresent() && !byFile.containsValue(config.get())) {
                String file = "config-" + plan.name();
                String free = file;
                for (int i = 2; byFile.containsKey(free); i++) {
                    free = file + "-" + i;
                }
                byFile.put(free, config.get());
            }
        }
        return byFile.size() < 2
                ? List.copyOf(byFile.values())
                : byFile.entrySet().stream()
                        .map(config -> config.getValue().called(config.getKey() + ".yaml"))
                        .toList();
    }

    private ComparisonPlan plan(List<String> baselines) {
        List<Double> ropes = distinct(folder -> Stream.ofNullable(folder.plan().rope()));
        Map<String, String> sectionPlugins = new TreeMap<>();
        folders.forEach(of -> of.plan().sectionPlugins().forEach(sectionPlugins::putIfAbsent));
        // The sections of the first plan that selects some.
        Optional<List<String>> sections =
                folders.stream()
                        .map(folder -> folder.plan().sections())
                        .filter(some -> !some.isEmpty())
                        .findFirst();
        return new ComparisonPlan(
                ComparisonPlan.SCHEMA,
                String.join(" + ", distinct(folder -> Stream.of(folder.plan().name()))),
                only(baselines),
                distinct(folder -> folder.plan().reportFormats().stream()),
                distinct(folder -> folder.plan().runs().stream().map(run -> planned(folder, run))),
                folders.get(0).plan().budget(),
                changes.values().stream().flatMap(Collection::stream).distinct().toList(),
                distinct(folder -> folder.plan().expected().stream().map(v -> value(folder, v))),
                only(ropes),
                sections.orElse(List.of()),
                labels,
                null,
                sectionPlugins,
                distinct(
                        folder ->
                                folder.plan().searched().stream()
                                        .map(model -> names.of(folder, model))),
                List.of(),
                Map.of(),
                distinct(folder -> folder.plan().doubts().stream().map(of -> named(folder, of))),
                null);
    }

    private Doubt named(JoinedPart folder, Doubt of) {
        List<String> models = of.models().stream().map(model -> names.of(folder, model)).toList();
        return new Doubt(of.check(), models, of.message());
    }

    private static <T> @Nullable T only(List<T> values) {
        return values.size() == 1 ? values.get(0) : null;
    }

    private PlannedRun planned(JoinedPart folder, PlannedRun run) {
        return runs.get(names.of(folder, run.model())).get(run.seed()).planned();
    }

    private PublishedValue value(JoinedPart folder, PublishedValue published) {
        return new PublishedValue(
                names.of(folder, published.model()),
                published.metric(),
                published.value(),
                published.tolerance(),
                published.source(),
                published.conditions());
    }

    private <T> List<T> distinct(Function<JoinedPart, Stream<T>> of) {
        return folders.stream().flatMap(of).distinct().toList();
    }

    /**
     * The names of the models of several comparisons in one report.
     *
     * <p>Models with the same name and config, apart from seeds, are one model; its seeds may be in
     * several folders. If models of one name have different configs, the name includes the comparison,
     * {@code <comparison>.<model>}, or the folder if the comparisons have the same name.
     */
    private static final class Names {

        /** A model of a folder, as its plan calls it. */
        private record Member(Path folder, String plan, String model) {

            Member(JoinedPart folder, String model) {
                this(folder.path(), folder.plan().name(), model);
            }
        }

        /** A model under its name in plans; its runs have no seeds. */
        private record Config(String model, Set<JsonNode> runs) {}

        private final List<JoinedPart> folders;
        private final Map<Member, Config> members = new LinkedHashMap<>();

        /** By config, the first folder that has it. */
        private final Map<Config, JoinedPart> first = new LinkedHashMap<>();

        private final Map<Config, String> names;
        private Function<JoinedPart, String> label = this::position;

        Names(List<JoinedPart> folders) {
            this.folders = folders;
            for (JoinedPart folder : folders) {
                for (String model : folder.plan().models()) {
                    Config config = new Config(model, folder.configs(model));
                    members.put(new Member(folder, model), config);
                    first.putIfAbsent(config, folder);
                }
            }
            names = distinctNames();
        }

        private Map<Config, String> distinctNames() {
            List<Function<JoinedPart, String>> labels =
                    List.of(folder -> folder.plan().name(), Names::folderName, this::position);
            for (Function<JoinedPart, String> candidate : labels) {
                label = candidate;
                Map<Config, String> called = new LinkedHashMap<>();
                first.forEach((config, folder) -> called.put(config, name(config, folder)));
                if (new HashSet<>(called.values()).size() == called.size()) {
                    return called;
                }
            }
            throw new UnjoinableException(
                    "the models of these folders cannot be told apart by any name: "
                            + models().distinct().collect(Collectors.joining(", ")));
        }

        private Stream<String> models() {
            return first.keySet().stream().map(Config::model);
        }

        private String name(Config config, JoinedPart folder) {
            String model = config.model();
            return models().filter(model::equals).count() == 1 ? model : labelled(folder, model);
        }

        private String labelled(JoinedPart folder, String model) {
            // A model's name is part of the names of files.
            String prefix = label.apply(folder).replaceAll("[^A-Za-z0-9_.=+-]", "_");
            return prefix.replaceAll("^[^A-Za-z0-9_]", "_") + "." + model;
        }

        private static String folderName(JoinedPart folder) {
            Path name = folder.path().toAbsolutePath().normalize().getFileName();
            return name == null ? "root" : name.toString();
        }

        private String position(JoinedPart folder) {
            return "folder" + (folders.indexOf(folder) + 1);
        }

        /** Returns the report name of a model that a folder's plan mentions, planned there or not. */
        String of(JoinedPart folder, String model) {
            Config config = members.get(new Member(folder, model));
            if (config != null) {
                return names.getOrDefault(config, model);
            }
            return models().anyMatch(model::equals) ? labelled(folder, model) : model;
        }
    }
}
