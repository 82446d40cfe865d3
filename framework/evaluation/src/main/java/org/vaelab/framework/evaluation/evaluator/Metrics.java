// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.vaelab.framework.Internal;
import org.vaelab.framework.evaluation.Companion;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.TestQuantity;
import org.vaelab.framework.evaluation.bound.FurtherInference;
import org.vaelab.framework.evaluation.predictive.PredictiveCheck;
import org.vaelab.framework.plugin.PluginException;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.settings.OptionalJars;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Parts;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.Spelling;

/**
 * All metrics: the parts that a config may name, and what is measured with them. Immutable. {@link
 * #description} says what each is.
 */
@Internal
public final class Metrics {

    /**
     * The end of the name of a number over the test examples of the classes that training saw, such
     * as {@code elbo.seen}, where others were left out ({@link org.vaelab.framework.data.LeftOut}).
     */
    static final String OF_SEEN = ".seen";

    private final Parts all;
    private final Map<String, String> origins;
    private final Registry<Metric> registry;

    /** The metrics with their usual settings, by name. */
    private final SortedMap<String, Metric> usual = new TreeMap<>();

    private final SortedMap<String, Companion> companions = new TreeMap<>();

    private Metrics(Collection<PartType<Metric>> types, Map<String, String> origins, Parts all) {
        this.all = all;
        this.origins = origins;
        this.registry = new Registry<>(Metric.class, types, origins, all);
        registry.names().forEach(name -> usual.put(name, usual(registry, name)));
        usual.values().forEach(metric -> addCompanions(metric.companions()));
        addCompanions(FurtherInference.named());
    }

    private static Metric usual(Registry<Metric> registry, String name) {
        try {
            return registry.create(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    e.getMessage()
                            + "\na config may name it alone, so each setting of a metric needs a"
                            + " default",
                    e);
        }
    }

    private void addCompanions(Map<String, Companion> more) {
        more.forEach(
                (name, companion) -> {
                    if (usual.containsKey(name) || companions.put(name, companion) != null) {
                        throw taken(name);
                    }
                });
    }

    private static IllegalArgumentException taken(String name) {
        return new IllegalArgumentException("there is a metric '" + name + "' already");
    }

    /** Returns the metrics of the framework. */
    public static Metrics standard() {
        return Standard.METRICS;
    }

    private static final class Standard {
        static final Metrics METRICS = of(Plugins.of(List.of(new EvaluationModule())));
    }

    /**
     * Returns what modules bind; a {@link TestQuantity} gives a predictive check.
     *
     * @throws PluginException if a metric has a setting without a default, or measures a number that
     *     has the name of another
     */
    public static Metrics of(Plugins plugins) {
        List<PartType<Metric>> types = new ArrayList<>(plugins.of(Metric.class).types().values());
        plugins.instances(Metric.class)
                .forEach((name, metric) -> types.add(PartType.of(name, metric)));
        plugins.instances(TestQuantity.class)
                .forEach(
                        (name, quantity) ->
                                types.add(
                                        PartType.of(
                                                PredictiveCheck.name(name),
                                                PredictiveCheck.of(quantity))));
        Map<String, String> origins = new LinkedHashMap<>();
        types.forEach(type -> origins.put(type.name(), plugins.origin(Metric.class, type.name())));
        for (String quantity : plugins.instances(TestQuantity.class).keySet()) {
            origins.put(
                    PredictiveCheck.name(quantity), plugins.origin(TestQuantity.class, quantity));
        }
        try {
            return new Metrics(types, origins, plugins);
        } catch (IllegalArgumentException e) {
            throw new PluginException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Returns these metrics and one more.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public Metrics with(String name, Metric metric) {
        if (measurable().contains(name)) {
            throw taken(name);
        }
        List<PartType<Metric>> types = new ArrayList<>(registry.types().values());
        types.add(PartType.of(name, metric));
        return new Metrics(types, origins, all);
    }

    /** Returns the parts, by name. */
    public Registry<Metric> parts() {
        return registry;
    }

    /** Returns the names of those that are measured of certain models unasked, sorted. */
    List<String> names(Metric.Asked asked) {
        return usual.keySet().stream().filter(name -> usual(name).asked() == asked).toList();
    }

    /** Returns the part of a name with its usual settings. */
    Metric usual(String name) {
        return Objects.requireNonNull(usual.get(name), name);
    }

    /** Returns whether a metric is measured although no config asks for it, where it is defined. */
    public boolean isMeasuredAnyway(String name) {
        Metric metric = usual.get(name);
        return metric == null || metric.asked() != Metric.Asked.BY_NAME;
    }

    /** Returns the names of the parts, sorted. */
    public Set<String> names() {
        return registry.names();
    }

    /**
     * Returns the names that {@code evaluation.metrics} may hold, sorted: the parts, and what is
     * measured with a part of all models.
     */
    public Set<String> choosable() {
        Set<String> names = new TreeSet<>(names());
        for (String name : names(Metric.Asked.ALWAYS)) {
            usual(name)
                    .companions()
                    .forEach(
                            (own, companion) -> {
                                if (companion.asked() == Metric.Asked.ALWAYS) {
                                    names.add(own);
                                }
                            });
        }
        return names;
    }

    /** Returns the names of all metrics: the parts, and what is measured with them. */
    public Set<String> measurable() {
        Set<String> names = new TreeSet<>(names());
        names.addAll(companions.keySet());
        return names;
    }

    private Optional<Metric> find(String name) {
        Metric metric = usual.get(name);
        return Optional.ofNullable(metric == null ? companions.get(name) : metric);
    }

    /**
     * Describes a metric by its name, also what is measured of an inference as in {@code elbo.svi},
     * or of a part of the model as in {@code kl.z1}. Empty if there is no such metric.
     */
    public Optional<MetricDescription> description(String name) {
        if (name.endsWith(OF_SEEN)) {
            return description(name.substring(0, name.length() - OF_SEEN.length()))
                    .map(MetricDescription::ofSeenClasses);
        }
        return find(name)
                .map(metric -> described(name, metric))
                .or(() -> FurtherInference.description(name))
                .or(() -> descriptionOfPart(name));
    }

    /** Returns the description of a metric, labelled with its name if it has no other label. */
    static MetricDescription described(String name, Metric metric) {
        MetricDescription own = metric.description();
        return own.label().isEmpty() ? own.labelled(name) : own;
    }

    /** Returns whether models are ranked by a metric. */
    boolean ranks(String name) {
        return description(name)
                .filter(of -> of.direction() != MetricDescription.Direction.NEITHER)
                .isPresent();
    }

    /** Returns the description of a part of the metric with the longest name that fits. */
    private Optional<MetricDescription> descriptionOfPart(String name) {
        for (int dot = name.lastIndexOf('.'); dot >= 0; dot = name.lastIndexOf('.', dot - 1)) {
            String whole = name.substring(0, dot);
            String part = name.substring(dot + 1);
            Optional<Metric> metric = find(whole);
            if (metric.isPresent() && !part.isEmpty()) {
                int last = name.lastIndexOf('.');
                Companion diagnostic = companions.get(name.substring(last + 1));
                return diagnostic == null
                        ? description(whole).map(of -> metric.get().describe(part, of))
                        : description(name.substring(0, last))
                                .map(of -> diagnostic.description().of(of));
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the keys of the papers of a metric by its name, also of what is measured of an
     * inference or a part, as in {@code activeUnits.z1}; none if it has no paper.
     */
    public List<String> papers(String name) {
        int dot = name.lastIndexOf('.');
        return find(name)
                .map(Metric::papers)
                .orElseGet(() -> dot < 0 ? List.of() : papers(name.substring(0, dot)));
    }

    /**
     * Returns the metrics of the names given, in the order of the names. What is measured with
     * another is left out.
     *
     * @throws IllegalArgumentException if one is unknown, is named twice, or rejects its settings
     */
    Map<String, Metric> select(List<PartChoice> choices) {
        Map<String, Metric> selected = new LinkedHashMap<>();
        for (PartChoice choice : choices) {
            String name = choice.type();
            if (registry.types().containsKey(name)) {
                if (selected.put(name, registry.create(choice)) != null) {
                    throw new IllegalArgumentException(
                            "metric '" + name + "' stands here twice\nleave one out");
                }
            } else if (!measurable().contains(name)) {
                throw unknown(name);
            }
        }
        return selected;
    }

    private IllegalArgumentException unknown(String name) {
        String hint = Spelling.question(name, names()).orElse(".");
        return new IllegalArgumentException(
                "unknown metric '%s'%s Known: %s%s"
                        .formatted(
                                name,
                                hint,
                                String.join(", ", names()),
                                OptionalJars.hint("metric", name)
                                        .map(jar -> "\n    " + jar)
                                        .orElse("")));
    }
}
