// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;

final class ModelSectionsTest {

    /** Every section occurs, with values that are no defaults. */
    private static final String CONFIG =
            """
            name: sections
            data: {source: sprites, train: 200, test: 50, validation: 0.2}
            runtime: {backend: nd4j, threads: 2}
            network: {hidden: [7], activation: tanh}
            training: {steps: 12, batch: 5}
            evaluation: {importanceSamples: 3, inference: {type: svi, steps: 2}, gradients: {draws: 4}}
            likelihood: {type: bernoulli}
            models:
              parts:
                variant: gaussian
                posterior: {type: full-normal, latent: 3}
                prior: {type: mixture-of-normals, components: 4}
                estimator: {type: iwae, samples: 6}
                inference: {type: svi, steps: 3, evaluationSteps: 4}
                condition: [scale]
              free: {variant: laplace, latent: 2, regularizer: {type: beta, beta: 2}}
              chain: {variant: gaussian, latent: "normal(2) > normal(3)"}
              lent: {variant: beta, latent: 2, beta: 4, evaluation: {inference: null, gradients: null}}
              label: {variant: gaussian, latent: 2, supervision: {column: shape, draw: relaxed}}
              again: {variant: gaussian, latent: 2, start: {run: earlier}}
            """;

    @TempDir Path folder;

    private SpecContext context() {
        ClassLoader loader = ModelSectionsTest.class.getClassLoader();
        return SpecContext.of(
                Plugins.load(loader), DataLocations.ofSystem(), Backends.find(loader));
    }

    private Map<String, RunSpec> runs() throws IOException {
        Path file = Files.writeString(folder.resolve("sections.yaml"), CONFIG);
        Map<String, RunSpec> runs = new LinkedHashMap<>();
        for (RunSpec run :
                new SpecReader(context()).read(file, List.of(), Optional.empty()).runs()) {
            runs.put(run.model(), run);
        }
        return runs;
    }

    @Test
    void everySectionOfAWrittenConfigIsReadWithTheSameValue() throws IOException {
        Map<String, RunSpec> runs = runs();
        for (ModelSections.Section<?> section : ModelSections.ALL) {
            List<RunSpec> having =
                    runs.values().stream().filter(run -> run.config().has(section.key())).toList();
            assertThat(having).as("models that write '%s'", section.key()).isNotEmpty();
        }
        for (RunSpec run : runs.values()) {
            RunSpec again = RunSpec.read(run.config(), context());
            for (ModelSections.Section<?> section : ModelSections.ALL) {
                assertThat(again.config().get(section.key()))
                        .as("'%s' of model '%s'", section.key(), run.model())
                        .isEqualTo(run.config().get(section.key()));
            }
            assertThat(again).as("model '%s'", run.model()).isEqualTo(run);
        }
    }

    /**
     * Broken on purpose: a section that were not written would be read as its default, and seen.
     */
    @Tag("full")
    @Test
    void aSectionThatIsNotWrittenIsMissed() throws IOException {
        Set<ModelSections.Section<?>> needed =
                Set.of(ModelSections.VARIANT, ModelSections.DATA, ModelSections.LIKELIHOOD);
        for (ModelSections.Section<?> section : ModelSections.ALL) {
            // The likelihood is that of the data; without the others there is no model.
            if (needed.contains(section)) {
                continue;
            }
            RunSpec run =
                    runs().values().stream()
                            .filter(of -> of.config().hasNonNull(section.key()))
                            .findFirst()
                            .orElseThrow();
            ObjectNode config = run.config().deepCopy();
            config.remove(section.key());
            Optional<RunSpec> again = read(config);
            assertThat(again).as(section.key()).isNotEqualTo(Optional.of(run));
        }
    }

    private Optional<RunSpec> read(ObjectNode config) {
        try {
            return Optional.of(RunSpec.read(config, context()));
        } catch (SpecException e) {
            return Optional.empty();
        }
    }
}
