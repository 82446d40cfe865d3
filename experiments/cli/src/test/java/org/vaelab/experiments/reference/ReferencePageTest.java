// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.plugin.Plugins;

/** {@code configs/REFERENCE.md} is what the settings records say. */
final class ReferencePageTest {

    private static final Path PAGE =
            Path.of(System.getProperty("vaelab.root"), "configs", "REFERENCE.md");

    private static final Plugins PLUGINS = Plugins.load(ReferencePageTest.class.getClassLoader());

    @Test
    void thePageIsCurrent() throws IOException {
        String page = new ReferencePage(PLUGINS).markdown();
        if (Boolean.getBoolean("vaelab.reference.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as("-Dvaelab.reference.write=true writes it anew")
                .isEqualTo(page);
    }

    @Test
    void everyKeyHasAMeaning() {
        for (Description section : new Descriptions(PLUGINS).sections()) {
            for (List<String> key : section.keys()) {
                assertThat(key.get(3))
                        .as("meaning of %s in %s", key.get(0), section.name())
                        .isNotBlank();
            }
        }
    }

    @Test
    void partsThatShareANameAreAllDescribed() {
        assertThat(new Descriptions(PLUGINS).of("real-nvp"))
                .extracting(Description::kind)
                .containsExactly("posterior", "prior");
    }

    @Test
    void aShortNameIsDescribed() {
        assertThat(new Descriptions(PLUGINS).of("sphere"))
                .extracting(Description::name)
                .containsExactly("von-mises-fisher");
    }

    /** A path has dots in its place. */
    @Test
    void anExampleIsAConfig() throws IOException {
        String joined = new Descriptions(PLUGINS).of("joined").get(1).example();
        JsonNode parts = new YAMLMapper().readTree(joined).at("/data/parts");
        assertThat(parts.isObject()).as(joined).isTrue();
        parts.forEach(part -> assertThat(part.path("source").asText()).isNotEmpty());
    }

    @Test
    void anExampleHasEveryRequiredKey() {
        assertThat(new Descriptions(PLUGINS).of("renyi").get(0).example())
                .isEqualTo("estimator: {type: renyi, samples: 5, alpha: 0.5}");
    }
}
