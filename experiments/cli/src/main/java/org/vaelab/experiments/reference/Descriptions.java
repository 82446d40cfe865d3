// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
     * Returns everything of a name: parts of several kinds may share one. Empty if there is
     * nothing.
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
        return found;
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
