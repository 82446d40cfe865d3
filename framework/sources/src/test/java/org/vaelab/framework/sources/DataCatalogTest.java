// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCatalogTest {
    @TempDir Path dir;

    @Test
    void listsWhatThereIsAndWhere() throws IOException {
        IdxBytes.writeFolder(dir.resolve("data/mnist"));
        IdxBytes.writeFolder(dir.resolve("data/zebra"));
        IdxBytes.writeFolder(dir.resolve("data/ant"));
        Files.createDirectories(dir.resolve("data/incomplete"));
        List<DataCatalog.Entry> entries =
                DataCatalog.entries(DataLocations.of(dir.resolve("cache"), dir.resolve("data")));
        assertThat(entries)
                .extracting(DataCatalog.Entry::name)
                .containsExactly(
                        "sprites",
                        "grammar",
                        "mnist",
                        "fashion-mnist",
                        "binarized-mnist",
                        "omniglot",
                        "caltech-silhouettes",
                        "cifar10",
                        "svhn",
                        "dsprites",
                        "idx",
                        "npy",
                        "images",
                        "text",
                        "ant",
                        "zebra");
        assertThat(entries.get(2).location()).isEqualTo(dir.resolve("data/mnist").toString());
        assertThat(entries.get(3).location())
                .isEqualTo(
                        "not here; downloaded on first use into "
                                + dir.resolve("cache/fashion-mnist"));
        assertThat(entries.get(entries.size() - 1).location())
                .isEqualTo(dir.resolve("data/zebra").toString());
    }

    @Test
    void worksWithoutAnyFolder() {
        assertThat(DataCatalog.entries(DataLocations.of(dir.resolve("nowhere"))))
                .hasSize(SourcesModule.SOURCES.size());
    }
}
