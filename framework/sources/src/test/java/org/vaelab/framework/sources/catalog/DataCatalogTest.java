// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.array.IdxBytes;

class DataCatalogTest {
    private static final Plugins PLUGINS = Plugins.of(List.of(new SourcesModule()));

    @TempDir Path dir;

    @Test
    void listsWhatThereIsAndWhere() throws IOException {
        IdxBytes.writeFolder(dir.resolve("data/mnist"));
        IdxBytes.writeFolder(dir.resolve("data/zebra"));
        IdxBytes.writeFolder(dir.resolve("data/ant"));
        Files.createDirectories(dir.resolve("data/incomplete"));
        Files.createFile(
                Files.createDirectories(dir.resolve("data/omniglot")).resolve("chardata.mat"));
        List<DataCatalog.Entry> entries =
                entries(DataLocations.of(dir.resolve("cache"), dir.resolve("data")));
        List<String> names = new ArrayList<>(PLUGINS.of(DataSource.class).names());
        names.addAll(List.of("ant", "zebra"));
        assertThat(entries).extracting(DataCatalog.Entry::name).isEqualTo(names);
        Map<String, String> found = new HashMap<>();
        entries.forEach(entry -> found.put(entry.name(), entry.location()));
        assertThat(found)
                .containsEntry("mnist", dir.resolve("data/mnist").toString())
                .containsEntry("omniglot", dir.resolve("data/omniglot").toString())
                .containsEntry("idx", "given paths")
                .containsEntry("sprites", "generated")
                .containsEntry("tree", "generated");
        assertThat(found.get("cifar10"))
                .isEqualTo(
                        "not here; downloaded on first use into " + dir.resolve("cache/cifar10"));
        assertThat(found.get("dsprites"))
                .startsWith("not here; put the files from https://")
                .endsWith(" into " + dir.resolve("cache/dsprites"));
        assertThat(found.get("fashion-mnist"))
                .isEqualTo(
                        "not here; downloaded on first use into "
                                + dir.resolve("cache/fashion-mnist"));
        assertThat(entries.get(entries.size() - 1).location())
                .isEqualTo(dir.resolve("data/zebra").toString());
    }

    private static List<DataCatalog.Entry> entries(DataLocations locations) {
        return DataCatalog.entries(PLUGINS.of(DataSource.class), locations);
    }

    @Test
    void worksWithoutAnyFolder() {
        assertThat(entries(DataLocations.of(dir.resolve("nowhere"))))
                .hasSize(SourcesModule.SOURCES.size());
    }
}
