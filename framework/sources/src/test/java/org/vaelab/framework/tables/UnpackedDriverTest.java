// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class UnpackedDriverTest {

    @TempDir Path folder;

    @Tag("full")
    @Test
    @EnabledOnOs(OS.LINUX)
    void theLoadedCopyIsDeleted() throws IOException {
        DuckDb.open().close();
        try (DuckDb database = DuckDb.open()) {
            assertThat(database.rows("SELECT 1")).hasSize(1);
        }
        List<String> mapped =
                Files.readAllLines(Path.of("/proc/self/maps")).stream()
                        .filter(line -> line.contains("libduckdb_java"))
                        .toList();
        assertThat(mapped).isNotEmpty().allMatch(line -> line.endsWith(" (deleted)"));
    }

    @Test
    void copiesOfKilledProcessesAreDeletedOnceNoneLoadsThem() throws IOException {
        Path loaded = Files.writeString(folder.resolve("libduckdb_java1.so"), "");
        Path young = Files.writeString(folder.resolve("libduckdb_java2.so"), "");
        Path old = Files.writeString(folder.resolve("libduckdb_java3.so"), "");
        Path other = Files.writeString(folder.resolve("libother.so"), "");
        FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
        Files.setLastModifiedTime(old, yesterday);
        Files.setLastModifiedTime(other, yesterday);
        UnpackedDriver.tidy(folder, Set.of(loaded.toString()));
        assertThat(folder)
                .isDirectoryContaining(young::equals)
                .isDirectoryContaining(other::equals);
        assertThat(loaded).doesNotExist();
        assertThat(old).doesNotExist();
    }
}
