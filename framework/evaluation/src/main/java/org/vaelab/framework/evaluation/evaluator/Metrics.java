// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.vaelab.framework.Internal;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.TestQuantity;
import org.vaelab.framework.evaluation.predictive.PredictiveCheck;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.settings.OptionalJars;
import org.vaelab.framework.settings.Papers;
import org.vaelab.framework.settings.Spelling;

/**
 * All metrics: those that evaluation measures by itself, and those that a config may name, sorted.
 * Immutable. {@link #description} says what each is.
 */
@Internal
public final class Metrics {

    /**
     * The end of the name of a number over the test examples of the classes that training saw, such
     * as {@code elbo.seen}, where others were left out ({@link org.vaelab.framework.data.LeftOut}).
     */
    static final String OF_SEEN = ".seen";

    private final SortedMap<String, Metric> byName;

    private Metrics(SortedMap<String, Metric> byName) {
        this.byName = byName;
    }

    /** Returns the metrics of the framework. */
    public static Metrics standard() {
        return Standard.METRICS;
    }

    private static final class Standard {
        static final Metrics METRICS = of(Plugins.of(List.of(new EvaluationModule())));
    }

    /** Returns what modules bind; a {@link TestQuantity} gives a predictive check. */
    public static Metrics of(Plugins plugins) {
        Metrics all = new Metrics(plugins.instances(Metric.class));
        for (Map.Entry<String, TestQuantity> bound :
                plugins.instances(TestQuantity.class).entrySet()) {
            Metric check = new PredictiveCheck(bound.getValue());
            all = all.with(PredictiveCheck.name(bound.getKey()), check);
        }
        return all;
    }

    /**
     * Returns these metrics and one more.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public Metrics with(String name, Metric metric) {
        if (measurable().contains(name)) {
            throw new IllegalArgumentException("there is a metric '" + name + "' already");
        }
        SortedMap<String, Metric> more = new TreeMap<>(byName);
        more.put(name, metric);
        return new Metrics(more);
    }

    /** Returns the names of what is measured of every model for which it is defined, in order. */
    List<String> whereDefined() {
        return byName.keySet().stream().filter(this::isMeasuredAnyway).toList();
    }

    /** Returns whether a metric is measured although no config asks for it, where it is defined. */
    public boolean isMeasuredAnyway(String name) {
        Metric metric = byName.get(name);
        return metric == null || metric.isMeasuredWhereDefined();
    }

    /** Returns the names that {@code evaluation.metrics} may hold, sorted. */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /**
     * Returns the names of all metrics: those that a config may name, and those measured anyway.
     */
    public Set<String> measurable() {
        Set<String> all = new TreeSet<>(EvaluatorMetrics.TABLE.names());
        all.addAll(names());
        return all;
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
        Metric metric = byName.get(name);
        if (metric != null) {
            MetricDescription own = metric.description();
            return Optional.of(own.label().isEmpty() ? own.labelled(name) : own);
        }
        return EvaluatorMetrics.TABLE.find(name).or(() -> descriptionOfPart(name));
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
            Metric metric = byName.get(whole);
            if (metric != null) {
                String part = name.substring(dot + 1);
                int last = name.lastIndexOf('.');
                Optional<MetricDescription> diagnostic =
                        EvaluatorMetrics.TABLE.find(name.substring(last + 1));
                return diagnostic.isPresent()
                        ? description(name.substring(0, last))
                                .flatMap(of -> diagnostic.map(own -> own.of(of)))
                        : description(whole).map(of -> metric.describe(part, of));
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the keys of the papers of a metric by its name, also of what is measured of an
     * inference or a part, as in {@code activeUnits.z1}; none if it has no paper.
     */
    public List<String> papers(String name) {
        Metric metric = byName.get(name);
        if (metric != null) {
            return Papers.of(metric.getClass());
        }
        int dot = name.lastIndexOf('.');
        Map<String, List<String>> own = EvaluatorMetrics.TABLE.papers();
        return own.containsKey(name) || dot < 0
                ? own.getOrDefault(name, List.of())
                : papers(name.substring(0, dot));
    }

    /** Returns the metrics of the names given, in the order of the names, each once. */
    Map<String, Metric> select(List<String> names) {
        Map<String, Metric> selected = new LinkedHashMap<>();
        for (String name : names) {
            Metric metric = byName.get(name);
            if (metric != null) {
                selected.put(name, metric);
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
