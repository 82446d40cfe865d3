// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.vaelab.experiments.config.DescribedSections;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.settings.Papers;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;

/** Every part and metric names its papers, or is one of those that need none. */
final class PapersTest {

    private static final Plugins PLUGINS = Plugins.load(PapersTest.class.getClassLoader());
    private static final Papers PAPERS = PLUGINS.papers();

    /**
     * Textbook distributions and architectures, combinations of other parts, files of the user, and
     * quantities with a common definition. -Dvaelab.reference.write=true writes them anew, to be
     * read before they are kept.
     */
    private static final Path WITHOUT =
            Path.of("src/test/resources/org/vaelab/experiments/without-papers.txt");

    @Test
    void everyPartAndMetricHasAPaper() throws IOException {
        Set<String> without = new TreeSet<>();
        Set<String> unknown = new TreeSet<>();
        for (Class<?> point : DescribedSections.points()) {
            Registry<?> registry = PLUGINS.of(point);
            for (PartType<?> type : registry.types().values()) {
                List<String> keys = Papers.of(type.type());
                if (keys.isEmpty()) {
                    without.add(registry.kind() + " " + type.name());
                }
                keys.stream().filter(key -> PAPERS.entry(key).isEmpty()).forEach(unknown::add);
            }
        }
        Metrics metrics = Metrics.of(PLUGINS);
        for (String name : metrics.measurable()) {
            List<String> keys = metrics.papers(name);
            if (keys.isEmpty()) {
                without.add("metric " + name.split("\\.", 2)[0]);
            }
            keys.stream().filter(key -> PAPERS.entry(key).isEmpty()).forEach(unknown::add);
        }
        assertThat(unknown).as("keys without an entry in papers.bib").isEmpty();
        if (Boolean.getBoolean("vaelab.reference.write")) {
            Files.write(WITHOUT, without);
        }
        assertThat(without).containsExactlyElementsOf(Files.readAllLines(WITHOUT));
    }

    @Test
    void modulesAgreeOnTheirEntries() throws IOException {
        Map<String, String> known = new HashMap<>();
        List<URL> resources =
                Collections.list(PapersTest.class.getClassLoader().getResources(Papers.RESOURCE));
        assertThat(resources).hasSizeGreaterThan(10);
        for (URL resource : resources) {
            try (InputStream in = resource.openStream()) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                Map<String, String> entries = Papers.parse(text);
                assertThat(entries).hasSize(text.split("(?m)^@", -1).length - 1);
                entries.forEach(
                        (key, entry) -> {
                            assertThat(known.getOrDefault(key, entry)).isEqualTo(entry);
                            known.put(key, entry);
                        });
            }
        }
    }

    @Test
    void everyEntryHasItsFieldsAndBalancedBraces() throws IOException {
        List<String> keys = new ArrayList<>();
        for (URL resource :
                Collections.list(PapersTest.class.getClassLoader().getResources(Papers.RESOURCE))) {
            try (InputStream in = resource.openStream()) {
                keys.addAll(
                        Papers.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                                .keySet());
            }
        }
        for (String key : keys) {
            String entry = PAPERS.entry(key).orElseThrow();
            assertThat(entry).contains("author", "title", "year");
            assertThat(entry)
                    .containsAnyOf(
                            "booktitle", "journal", "publisher", "howpublished", "institution");
            assertThat(entry.chars().filter(c -> c == '{').count())
                    .as(key)
                    .isEqualTo(entry.chars().filter(c -> c == '}').count());
        }
        assertThat(PAPERS.line("bornschein2015"))
                .isEqualTo(
                        "Bornschein, Jörg and Bengio, Yoshua. Reweighted Wake-Sleep. International"
                                + " Conference on Learning Representations. 2015");
        assertThat(PAPERS.line("sonderby2016")).startsWith("Sønderby, Casper Kaae and Raiko");
    }
}
