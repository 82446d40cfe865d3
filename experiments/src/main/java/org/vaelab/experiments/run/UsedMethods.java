// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.evaluation.Metrics;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.plugin.VariantNames;
import org.vaelab.framework.record.Method;
import org.vaelab.framework.settings.Expectation;
import org.vaelab.framework.settings.Papers;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;

/** The methods that a run used, with their papers, as the classes of its parts name them. */
final class UsedMethods {

    private final Plugins plugins;
    private final Metrics metrics;
    private final Papers papers;
    private final SortedSet<Method> methods =
            new TreeSet<>(
                    Comparator.comparing(Method::key)
                            .thenComparing(Method::kind)
                            .thenComparing(Method::part));

    UsedMethods(RunSpec spec, Plugins plugins) {
        this.plugins = plugins;
        this.metrics = Metrics.of(plugins);
        this.papers = plugins.papers();
        Registry<DataSource> sources = plugins.of(DataSource.class);
        sources.factor(spec.data().name())
                .ifPresent(type -> add(type.name(), sources.kind(), type.type()));
        if (spec.training().trains()) {
            Class<?> optimizer = spec.training().optimizer().getClass();
            Expectation.memberName(optimizer).ifPresent(name -> add(name, "optimizer", optimizer));
        }
        addPartsOf(spec.blueprint());
        spec.gradients().ifPresent(g -> g.of().forEach(probed -> addPartsOf(probed.blueprint())));
    }

    private void addPartsOf(ModelBlueprint blueprint) {
        Variant variant = blueprint.variant();
        blueprint.parts(plugins).stream().filter(part -> part != variant).forEach(this::addPart);
        if (VariantNames.lending(blueprint).isEmpty()) {
            add(variant.name(), Registry.kind(Variant.class), variant.papers());
        }
        blueprint
                .supervision()
                .ifPresent(settings -> add("supervision", "supervision", settings.getClass()));
    }

    /** Adds the parts that the model chose by default, such as its inference. */
    void addPartsOf(AssembledModel assembled) {
        assembled.partNames().forEach(this::addNamed);
    }

    private void addNamed(String kind, String name) {
        for (Class<?> point : plugins.points()) {
            if (Registry.kind(point).equals(kind) && plugins.of(point).names().contains(name)) {
                add(name, kind, plugins.of(point).get(name).type());
            }
        }
    }

    void addMetrics(Collection<String> names) {
        names.forEach(name -> add(name, "metric", metrics.papers(name)));
    }

    private void addPart(Object part) {
        for (Class<?> point : plugins.points()) {
            if (point.isInstance(part) && part.getClass().isAnnotationPresent(Part.class)) {
                add(PartType.nameOf(part), Registry.kind(point), part.getClass());
            }
        }
    }

    private void add(String part, String kind, Class<?> type) {
        add(part, kind, Papers.of(type));
    }

    private void add(String part, String kind, List<String> keys) {
        for (String key : keys) {
            papers.entry(key).ifPresent(entry -> methods.add(new Method(part, kind, key, entry)));
        }
    }

    /** Returns the methods, sorted by the keys of their papers. */
    List<Method> all() {
        return new ArrayList<>(methods);
    }
}
