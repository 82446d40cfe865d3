// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.array.IdxBytes;
import org.vaelab.testkit.contract.GoldenError;

class FolderSourceTest {
    @TempDir Path dir;

    @Test
    void readsTheFourFiles() throws IOException {
        IdxBytes.writeFolder(dir.resolve("second/tiny"));
        DataLocations locations = DataLocations.of(dir.resolve("first"), dir.resolve("second"));
        Dataset dataset = new FolderSource("tiny", locations).load(DataSource.Progress.SILENT);
        assertThat(dataset.name()).isEqualTo("tiny");
        assertThat(dataset.train().size()).isEqualTo(6);
        assertThat(dataset.test().labels().orElseThrow().column("class").values())
                .containsExactly(2, 2, 1, 0);
        assertThat(dataset.train().labels().orElseThrow().column("class").cardinality())
                .isEqualTo(3);
        assertThat(dataset.provenance()).contains(dir.resolve("second/tiny").toString());
    }

    @Test
    void theFirstCompleteFolderCounts() throws IOException {
        SetFiles files = IdxSet.files("tiny", "");
        IdxBytes.writeFolder(dir.resolve("first/tiny"));
        IdxBytes.writeFolder(dir.resolve("second/tiny"));
        DataLocations locations = DataLocations.of(dir.resolve("first"), dir.resolve("second"));
        assertThat(files.folder(locations).orElseThrow()).isEqualTo(dir.resolve("first/tiny"));
        Files.delete(dir.resolve("first/tiny/t10k-labels-idx1-ubyte"));
        assertThat(files.folder(locations).orElseThrow()).isEqualTo(dir.resolve("second/tiny"));
    }

    @Test
    void saysWhereItLooked() throws IOException {
        IdxBytes.writeFolder(dir.resolve("first/tiny"));
        Files.delete(dir.resolve("first/tiny/t10k-labels-idx1-ubyte"));
        DataLocations locations = DataLocations.of(dir.resolve("first"), dir.resolve("second"));
        new GoldenError(getClass(), dir)
                .check(
                        "folder-not-found",
                        () -> new FolderSource("tiny", locations).load(DataSource.Progress.SILENT));
    }

    @Test
    void aPathIsNoName() {
        DataLocations locations = DataLocations.of(dir);
        for (String name : new String[] {"../tiny", "/tmp", "a/b", "", "."}) {
            assertThatThrownBy(() -> new FolderSource(name, locations))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("source: idx");
        }
    }
}
