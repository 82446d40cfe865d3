// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLocationsTest {
    @TempDir Path dir;

    private DataLocations on(String system, Map<String, String> environment) {
        Properties properties = new Properties();
        properties.setProperty("os.name", system);
        properties.setProperty("user.home", dir.resolve("home").toString());
        properties.setProperty("user.dir", dir.resolve("work").toString());
        properties.setProperty("vaelab.root", dir.resolve("code/vaelab").toString());
        return DataLocations.of(environment, properties);
    }

    @Test
    void looksInThreePlacesInOrder() {
        DataLocations locations =
                on("Linux", Map.of("VAELAB_DATA", dir.resolve("mine").toString()));
        assertThat(locations.roots())
                .extracting(DataLocations.Root::path)
                .containsExactly(
                        dir.resolve("mine"),
                        dir.resolve("home/.cache/vaelab"),
                        dir.resolve("code/shared/data"));
        assertThat(locations.roots())
                .extracting(DataLocations.Root::origin)
                .containsExactly("$VAELAB_DATA", "the user's cache folder", "../shared/data");
        assertThat(locations.roots().get(0)).asString().endsWith("no such folder)");
    }

    @Test
    void theCacheIsWhereTheSystemPutsIt() {
        String other = dir.resolve("other").toString();
        assertThat(on("Linux", Map.of("XDG_CACHE_HOME", other)).cache())
                .isEqualTo(dir.resolve("other/vaelab"));
        assertThat(on("Linux", Map.of("XDG_CACHE_HOME", " ")).cache())
                .isEqualTo(dir.resolve("home/.cache/vaelab"));
        assertThat(on("Mac OS X", Map.of("XDG_CACHE_HOME", other)).cache())
                .isEqualTo(dir.resolve("home/Library/Caches/vaelab"));
        assertThat(on("Windows 11", Map.of("LOCALAPPDATA", other)).cache())
                .isEqualTo(dir.resolve("other/vaelab"));
        assertThat(on("Windows 11", Map.of()).cache())
                .isEqualTo(dir.resolve("home/AppData/Local/vaelab"));
    }

    @Test
    void withoutARepositoryRootTheWorkingDirectoryCounts() {
        Properties properties = new Properties();
        properties.setProperty("user.dir", dir.resolve("work").toString());
        List<DataLocations.Root> roots = DataLocations.of(Map.of(), properties).roots();
        assertThat(roots.get(1).path()).isEqualTo(dir.resolve("shared/data"));
    }
}
