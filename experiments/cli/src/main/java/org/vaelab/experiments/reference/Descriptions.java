// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.reference;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.experiments.config.DescribedSections;
import org.vaelab.experiments.config.PluginSections;
import org.vaelab.experiments.config.Word;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.LayerPart;
import org.vaelab.framework.plugin.ClassOrigin;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.settings.Papers;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.SettingKey;
import org.vaelab.reports.render.ReportSection;

/** Describes everything that a config may name, from the annotations of the settings records. */
@Internal
public final class Descriptions {

    private final Plugins plugins;
    private final Metrics metrics;
    private final Papers papers;
    private final Map<String, Word> words;

    /** Describes the parts, metrics and sections that are known. */
    public Descriptions(Plugins plugins) {
        this.plugins = plugins;
        this.metrics = Metrics.of(plugins);
        this.papers = plugins.papers();
        this.words = Word.all(plugins);
    }

    /**
     * Returns everything of a name: parts of several kinds may share one. A key of a section or of a
     * part has a name too, with or without its path: {@code every}, {@code earlyStopping.every},
     * {@code training.earlyStopping.every}. Empty if there is nothing.
     */
    public List<Description> of(String name) {
        List<Description> found = new ArrayList<>();
        DescribedSections.points().forEach(point -> part(point, name).ifPresent(found::add));
        Optional.ofNullable(words.get(name))
                .filter(word -> !word.part().name().equals(name))
                .map(this::part)
                .ifPresent(found::add);
        metrics.description(name).map(metric -> metric(name, metric)).ifPresent(found::add);
        section(name).ifPresent(found::add);
        sections().forEach(section -> keys(section, name).ifPresent(found::add));
        keysOfParts(name).ifPresent(found::add);
        return found;
    }

    /** Returns the keys of a section that have a name, with the keys inside them. */
    private static Optional<Description> keys(Description section, String name) {
        List<List<String>> keys =
                section.keys().stream().map(row -> row(path(section), row)).toList();
        Set<String> own = new LinkedHashSet<>();
        keys.stream().map(row -> row.get(0)).filter(key -> isCalled(key, name)).forEach(own::add);
        List<List<String>> rows =
                keys.stream()
                        .filter(
                                row ->
                                        own.stream()
                                                .anyMatch(
                                                        key -> isIn(plain(row.get(0)), plain(key))))
                        .toList();
        return own.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Description(
                                "key",
                                String.join(", ", own),
                                keys.stream()
                                        .filter(row -> own.contains(row.get(0)))
                                        .map(row -> row.get(row.size() - 1))
                                        .distinct()
                                        .toList(),
                                rows,
                                "",
                                section.origin()));
    }

    /** Returns the keys of parts and metrics that have a name. */
    private Optional<Description> keysOfParts(String name) {
        List<List<String>> rows = new ArrayList<>();
        for (Class<?> point : DescribedSections.points()) {
            String path = point == DataSource.class ? "data." : plugins.of(point).kind() + ".";
            parts(point).forEach(part -> rows.addAll(keysOf(part, path, name)));
        }
        metrics().forEach(metric -> rows.addAll(keysOf(metric, "evaluation.metrics.", name)));
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Description(
                                "key",
                                name,
                                List.of(
                                        "A key of the parts below; describe a part to see all of its keys."),
                                rows,
                                "",
                                "the parts that have it"));
    }

    private static List<List<String>> keysOf(Description part, String path, String name) {
        return part.keys().stream()
                .filter(row -> isCalled(path + row.get(0), name))
                .map(row -> row("%s %s: ".formatted(part.kind(), part.name()), row))
                .toList();
    }

    /** Returns the path of the keys of a section in a config. */
    private static String path(Description section) {
        boolean isRoot =
                Stream.of(DescribedSections.top(), DescribedSections.model())
                        .anyMatch(root -> root.name().equals(section.name()));
        return isRoot ? "" : section.name() + ".";
    }

    private static List<String> row(String prefix, List<String> row) {
        return Stream.concat(Stream.of(prefix + row.get(0)), row.stream().skip(1)).toList();
    }

    private static boolean isCalled(String key, String name) {
        return ("." + plain(key)).endsWith("." + plain(name));
    }

    private static boolean isIn(String key, String outer) {
        return key.equals(outer) || key.startsWith(outer + ".");
    }

    /** Returns a key without the signs of lists. */
    private static String plain(String key) {
        return key.replace("[]", "");
    }

    /** Returns what is said of a section of reports. */
    public static Description of(ReportSection section) {
        return new Description(
                "report section",
                section.id(),
                List.of("Its heading is: " + section.title()),
                List.of(),
                "report: {sections: [" + section.id() + "]}",
                PluginSections.origin(section));
    }

    /** Returns all names. */
    public SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>(metrics.names());
        DescribedSections.points().forEach(point -> names.addAll(plugins.of(point).factorNames()));
        names.addAll(words.keySet());
        DescribedSections.ofModels().forEach(section -> names.add(section.name()));
        sections().stream()
                .flatMap(section -> section.keys().stream())
                .map(row -> plain(row.get(0)))
                .forEach(key -> names.add(key.substring(1 + key.lastIndexOf('.'))));
        return names;
    }

    /** Returns all parts of an extension point, by name. */
    public List<Description> parts(Class<?> point) {
        return plugins.of(point).names().stream().flatMap(n -> part(point, n).stream()).toList();
    }

    /** Returns what is said of the part that a word stands for. */
    public Description part(Word word) {
        return part(word.point(), word.part().name()).orElseThrow();
    }

    /** Returns all sections of configs, those at the top first. */
    public List<Description> sections() {
        List<Description> all = new ArrayList<>();
        all.add(describe(DescribedSections.top()));
        all.add(describe(DescribedSections.model()));
        DescribedSections.ofModels().forEach(section -> all.add(describe(section)));
        return all;
    }

    /** Returns the metrics that {@code evaluation.metrics} may name. */
    public List<Description> metrics() {
        return metrics.names().stream()
                .flatMap(name -> metrics.description(name).map(m -> metric(name, m)).stream())
                .toList();
    }

    private <P> Optional<Description> part(Class<P> point, String name) {
        Registry<P> registry = plugins.of(point);
        return registry.factor(name).map(type -> part(point, registry, type));
    }

    private List<String> cited(List<String> keys) {
        return keys.stream().map(key -> "Cited as " + key + ": " + papers.line(key)).toList();
    }

    private <P> Description part(Class<P> point, Registry<P> registry, PartType<P> type) {
        Part part = type.part();
        List<String> text = new ArrayList<>(List.of(part.description()));
        if (!part.shortName().isEmpty()) {
            text.add("In products and chains it is called " + part.shortName() + ".");
        }
        if (!part.paper().isEmpty()) {
            text.add("Paper: " + part.paper());
        }
        Optional.ofNullable(words.get(part.variant())).map(Descriptions::said).ifPresent(text::add);
        text.addAll(cited(Papers.of(type.type())));
        return new Description(
                registry.kind(),
                type.name(),
                text,
                KeyTable.rows(type.type()),
                example(point, registry.kind(), type),
                registry.origin(type.name()));
    }

    private static String said(Word word) {
        String rare =
                word.rareKeys().stream().map(SettingKey::name).collect(Collectors.joining(", "));
        return "The model {variant: %s} has it%s, and its keys are keys of the model%s."
                .formatted(
                        word.name(),
                        word.isRegularizer()
                                ? " beside the posterior of {variant: " + Word.USUAL + "}"
                                : "",
                        word.isRegularizer() || rare.isEmpty()
                                ? ""
                                : ", but for " + rare + ": name the posterior for these");
    }

    private static String example(Class<?> point, String kind, PartType<?> type) {
        String keys = KeyTable.example(type.type());
        String more = keys.isEmpty() ? "" : ", " + keys;
        if (Word.isName(point)) {
            return "models:\n  mine: {variant: " + type.name() + more + "}";
        }
        if (point == DataSource.class) {
            return "data: {source: " + type.name() + more + "}";
        }
        if (point == LayerPart.class) {
            String settings =
                    keys.isEmpty() ? type.name() : "{%s: {%s}}".formatted(type.name(), keys);
            return "network: {encoder: [" + settings + "]}";
        }
        if (point == Architecture.class) {
            return "network: {encoder: " + type.name() + more + "}";
        }
        return kind + ": {type: " + type.name() + more + "}";
    }

    private static String example(PartType<Metric> type) {
        String keys = KeyTable.example(type.type());
        return keys.isEmpty()
                ? "evaluation: {metrics: [" + type.name() + "]}"
                : "evaluation: {metrics: [{type: %s, %s}]}".formatted(type.name(), keys);
    }

    private Optional<Description> section(String name) {
        return DescribedSections.find(name).map(Descriptions::describe);
    }

    private static Description describe(DescribedSections.Section section) {
        List<List<String>> keys = new ArrayList<>(KeyTable.rows(section.settings()));
        section.further().forEach(key -> keys.addAll(KeyTable.ofFurther(key)));
        return new Description(
                "section",
                section.name(),
                List.of(section.meaning()),
                keys,
                "",
                ClassOrigin.describe(section.settings()));
    }

    private Description metric(String name, MetricDescription metric) {
        List<String> text = new ArrayList<>();
        text.add(metric.sentence().isEmpty() ? "It has no description." : metric.sentence());
        text.add("In reports: " + (metric.label().isEmpty() ? name : metric.label()));
        text.add(
                switch (metric.direction()) {
                    case HIGHER -> "Larger values are better.";
                    case LOWER -> "Smaller values are better.";
                    case NEITHER -> "No direction is better.";
                });
        text.addAll(cited(metrics.papers(name)));
        Optional<PartType<Metric>> part = metrics.parts().factor(name);
        return new Description(
                "metric",
                name,
                text,
                part.map(type -> KeyTable.rows(type.type())).orElse(List.of()),
                part.map(Descriptions::example).orElse(""),
                part.map(type -> metrics.parts().origin(name))
                        .orElseGet(() -> ClassOrigin.describe(Metrics.class)));
    }
}
