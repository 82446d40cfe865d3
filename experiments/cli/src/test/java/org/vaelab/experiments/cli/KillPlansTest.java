// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.experiments.plan.Preflight;
import org.vaelab.experiments.use.DataCache;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.plugin.WholeModel;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;

/**
 * The plans of {@link KillTest}, which is slow, are accepted and name all parts. So a new part, or
 * a new check of configs, does not leave them behind.
 */
final class KillPlansTest {

    private static final ClassLoader LOADER = KillPlansTest.class.getClassLoader();
    private static final Plugins PLUGINS = Plugins.load(LOADER);
    private static final Backends BACKENDS = Backends.find(LOADER);
    private static final SpecContext CONTEXT =
            SpecContext.of(PLUGINS, DataLocations.ofSystem(), BACKENDS);

    private final DataCache cache = new DataCache(DataSource.Progress.SILENT);

    private static ComparisonSpec plan(String name) {
        return new SpecReader(CONTEXT).read(Path.of(KillTest.resource(name)), List.of());
    }

    @ParameterizedTest
    @Tag("full")
    @ValueSource(strings = {"every-part.yaml", "search.yaml", "cluster.yaml"})
    void plansAreAccepted(String name) {
        ComparisonSpec plan = plan(name);
        assertThat(new Preflight(PLUGINS, BACKENDS, cache::get).check(plan).models())
                .hasSameSizeAs(plan.models());
    }

    @Test
    void thePlanOfEveryPartNamesAll() {
        List<Object> parts =
                plan("every-part.yaml").runs().stream()
                        .flatMap(run -> run.blueprint().parts(PLUGINS).stream())
                        .filter(part -> part.getClass().isAnnotationPresent(Part.class))
                        .toList();
        for (Class<?> kind :
                List.of(
                        WholeModel.class,
                        PosteriorPart.class,
                        PriorPart.class,
                        RegularizerPart.class,
                        EstimatorPart.class,
                        InferencePart.class)) {
            Set<String> absent = new TreeSet<>(PLUGINS.of(kind).names());
            parts.stream().filter(kind::isInstance).map(PartType::nameOf).forEach(absent::remove);
            assertThat(absent).as("every-part.yaml has no %s", kind.getSimpleName()).isEmpty();
        }
    }
}
