// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.Word;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.ClassOrigin;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.PluginJar;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.Shorthand;
import org.vaelab.framework.record.Method;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Expectation;
import org.vaelab.framework.settings.Papers;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;

/**
 * The parts that a run used: the plugin jars that they are from, and the methods with their papers,
 * as the classes of parts name them.
 */
final class UsedParts {

    private final Plugins plugins;
    private final Metrics metrics;
    private final Papers papers;
    private final Set<PluginJar> jars = new LinkedHashSet<>();
    private final Set<String> loose = new TreeSet<>();
    private final Map<String, String> words = new LinkedHashMap<>();
    private final SortedSet<Method> methods =
            new TreeSet<>(
                    Comparator.comparing(Method::key)
                            .thenComparing(Method::kind)
                            .thenComparing(Method::part));

    UsedParts(RunSpec spec, Plugins plugins) {
        this.plugins = plugins;
        this.metrics = Metrics.of(plugins);
        this.papers = plugins.papers();
        addJar(spec.data().source().getClass());
        Registry<DataSource> sources = plugins.of(DataSource.class);
        sources.factor(spec.data().name())
                .ifPresent(type -> addPapers(type.name(), sources.kind(), type.type()));
        addPartsOf(spec.blueprint());
        Word word = spec.word().word();
        addJar(word.part().type());
        addPapers(word.name(), Registry.kind(Shorthand.class), word.papers());
        spec.blueprint().ofParts().ifPresent(of -> words.putAll(of.network().words()));
        spec.gradients().ifPresent(g -> g.of().forEach(probed -> addPartsOf(probed.blueprint())));
        for (String metric : spec.evaluation().asked()) {
            metrics.parts().factor(metric).ifPresent(type -> addJar(type.type()));
        }
        if (spec.training().trains()) {
            Class<?> optimizer = spec.training().optimizer().getClass();
            Expectation.memberName(optimizer)
                    .ifPresent(name -> addPapers(name, "optimizer", optimizer));
        }
    }

    private void addPartsOf(ModelBlueprint blueprint) {
        for (Object part : blueprint.parts(plugins)) {
            addJar(part.getClass());
            addPapers(part);
        }
        blueprint
                .ofParts()
                .flatMap(ModelBlueprint.OfParts::supervision)
                .ifPresent(
                        settings -> addPapers("supervision", "supervision", settings.getClass()));
    }

    /** Adds what the model made of its parts, and the parts that it chose by default. */
    void addPartsOf(AssembledModel assembled) {
        addJar(assembled.estimator().getClass());
        addJar(assembled.model().inference().getClass());
        assembled.model().properties().parts().forEach(this::addJar);
        assembled.partNames().forEach(this::addPapersOfNamed);
    }

    void addMetrics(Collection<String> names) {
        names.forEach(name -> addPapers(name, "metric", metrics.papers(name)));
    }

    private void addJar(Class<?> type) {
        plugins.jars().of(type).ifPresent(jars::add);
        if (ClassOrigin.file(type).isEmpty()) {
            loose.add(type.getSimpleName());
        }
    }

    private void addPapersOfNamed(String kind, String name) {
        for (Class<?> point : plugins.points()) {
            if (Registry.kind(point).equals(kind) && plugins.of(point).names().contains(name)) {
                addPapers(name, kind, plugins.of(point).get(name).type());
            }
        }
    }

    private void addPapers(Object part) {
        for (Class<?> point : plugins.points()) {
            if (point.isInstance(part) && part.getClass().isAnnotationPresent(Part.class)) {
                addPapers(PartType.nameOf(part), Registry.kind(point), part.getClass());
            }
        }
    }

    private void addPapers(String part, String kind, Class<?> type) {
        addPapers(part, kind, Papers.of(type));
        Called called = type.getAnnotation(Called.class);
        if (called != null) {
            words.put(part, called.value());
        }
    }

    private void addPapers(String part, String kind, List<String> keys) {
        for (String key : keys) {
            papers.entry(key).ifPresent(entry -> methods.add(new Method(part, kind, key, entry)));
        }
    }

    /** Returns the checksums of the plugins' jars, by file name. */
    Map<String, String> jars() {
        Map<String, String> checksums = new LinkedHashMap<>();
        jars.forEach(jar -> checksums.put(jar.fileName(), jar.recorded()));
        return checksums;
    }

    /** Returns the classes that no file holds, such as those of a notebook. */
    List<String> partsOfNoJar() {
        return List.copyOf(loose);
    }

    /** Returns the options of a command that loads the jars. */
    List<String> jarOptions() {
        return jars.stream().flatMap(jar -> Stream.of("--plugin", jar.path().toString())).toList();
    }

    /** Returns what a paper calls the parts, by their names in configs, where they say so. */
    Map<String, String> words() {
        return words;
    }

    /** Returns the methods, sorted by the keys of their papers. */
    List<Method> methods() {
        return new ArrayList<>(methods);
    }
}
