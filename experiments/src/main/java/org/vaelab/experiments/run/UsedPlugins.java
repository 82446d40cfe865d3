// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.PluginException;
import org.vaelab.framework.plugin.PluginJar;
import org.vaelab.framework.plugin.PluginJars;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.tensor.TensorScope;

/**
 * The plugin jars of a run. Its record lists them among its choices: {@code plugin <file name>}
 * with the checksum of the file.
 */
public final class UsedPlugins {

    private static final Logger LOG = LoggerFactory.getLogger(UsedPlugins.class);

    private final Plugins plugins;
    private final Set<PluginJar> jars = new LinkedHashSet<>();

    UsedPlugins(RunSpec spec, Plugins plugins) {
        this.plugins = plugins;
        add(spec.data().source());
        addPartsOf(spec.blueprint());
        spec.gradients().ifPresent(g -> g.of().forEach(probed -> addPartsOf(probed.blueprint())));
        for (String metric : spec.evaluation().metrics()) {
            Optional.ofNullable(plugins.instances(Metric.class).get(metric)).ifPresent(this::add);
        }
    }

    private void addPartsOf(ModelBlueprint blueprint) {
        blueprint.parts(plugins).forEach(this::add);
        add(blueprint.variant().namedBy());
    }

    /** Adds the jars of what the model made of its parts, such as its prior and divergences. */
    void addPartsOf(AssembledModel assembled) {
        LatentVariableModel model = assembled.model();
        add(assembled.estimator());
        add(model.inference());
        try (TensorScope scope = model.runtime().scope()) {
            Batch trial = model.trial();
            JointDraw draw =
                    model.infer(trial, RandomKey.of(0), Phase.evaluation())
                            .draw(RandomKey.of(0), 1);
            for (LatentVariable latent : model.generative().latents()) {
                Posterior q = draw.of(latent.name()).q();
                Distribution p =
                        model.generative().prior(latent.name(), draw.values(), trial.given());
                add(q);
                add(p);
                Factored.of(q).values().forEach(this::add);
                Factored.of(p).values().forEach(this::add);
                addDivergences(model.kl(), q, p);
            }
        }
    }

    private void addDivergences(KlRegistry known, Posterior q, Distribution p) {
        for (Posterior factor : Factored.of(q).values()) {
            for (Distribution other : Factored.of(p).values()) {
                known.find(factor, other).ifPresent(kl -> add(kl.formula()));
            }
        }
    }

    private void add(Object part) {
        add(part.getClass());
    }

    private void add(Class<?> type) {
        plugins.jars().of(type).ifPresent(jars::add);
    }

    Map<String, String> choices() {
        Map<String, String> choices = new LinkedHashMap<>();
        jars.forEach(jar -> choices.put(Provenance.PLUGIN + jar.fileName(), jar.recorded()));
        return choices;
    }

    List<String> options() {
        return jars.stream().flatMap(jar -> Stream.of("--plugin", jar.path().toString())).toList();
    }

    /**
     * Returns the plugin jars of a record by their file names, in the order of the names.
     *
     * @param given the loaded jars
     * @return the loaded jar with the checksum of the record; empty if there is none
     */
    public static SortedMap<String, Optional<Path>> of(RunRecord record, PluginJars given) {
        SortedMap<String, Optional<Path>> jars = new TreeMap<>();
        record.provenance()
                .plugins()
                .forEach((name, checksum) -> jars.put(name, find(checksum, given)));
        return jars;
    }

    private static Optional<Path> find(String checksum, PluginJars given) {
        return given.jars().stream()
                .filter(jar -> checksum.equals(jar.recorded()))
                .map(PluginJar::path)
                .findFirst();
    }

    /**
     * Checks that the plugins of a record are given; warns about other builds.
     *
     * @param what the kind of record, for messages
     * @throws PluginException if one is not given
     */
    static void require(RunRecord record, PluginJars given, String what) {
        record.provenance()
                .plugins()
                .forEach(
                        (name, checksum) -> {
                            if (!warnOfOtherBuild(name, checksum, given, what)) {
                                throw new PluginException(
                                        "%s: made with the plugin %s, which is not given%s"
                                                .formatted(what, name, remedy(name, checksum)));
                            }
                        });
    }

    /**
     * Warns if a report is made with other jars than its runs and its plan, or without the jar of one of
     * its sections.
     *
     * @param what the report, for messages
     */
    public static void warnOfOthers(
            Collection<RunRecord> runs,
            Map<String, String> sectionPlugins,
            PluginJars given,
            String what) {
        Set<Map.Entry<String, String>> recorded = new LinkedHashSet<>(sectionPlugins.entrySet());
        runs.forEach(run -> recorded.addAll(run.provenance().plugins().entrySet()));
        for (Map.Entry<String, String> jar : recorded) {
            boolean isGiven = warnOfOtherBuild(jar.getKey(), jar.getValue(), given, what);
            if (!isGiven && sectionPlugins.containsKey(jar.getKey())) {
                LOG.warn(
                        "{}: the plugin {} is not given, so its report sections are left out{}",
                        what,
                        jar.getKey(),
                        remedy(jar.getKey(), jar.getValue()));
            }
        }
    }

    private static String remedy(String name, String checksum) {
        return "\n    add --plugin <path of %s>; it had %s".formatted(name, checksum);
    }

    /** Returns whether a jar is given, and warns if it is another build, known by its file name. */
    private static boolean warnOfOtherBuild(
            String name, String checksum, PluginJars given, String what) {
        if (find(checksum, given).isPresent()) {
            return true;
        }
        Optional<PluginJar> namesake =
                given.jars().stream().filter(jar -> jar.fileName().equals(name)).findFirst();
        namesake.ifPresent(
                jar ->
                        LOG.warn(
                                "{}: made with another build of the plugin {}: {}, given is {}",
                                what,
                                name,
                                checksum,
                                jar.recorded()));
        return namesake.isPresent();
    }
}
