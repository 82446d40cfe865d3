// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.use.DataCache;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;

/** A device that is not here is said once for all models that share it. */
final class AbsentDeviceTest {

    @TempDir Path folder;

    @Test
    void isSaidOnceWhereTheConfigNamesIt() throws IOException {
        Path config =
                Files.writeString(
                        folder.resolve("config.yaml"),
                        """
                        data: {source: sprites, size: 16, train: 200, test: 20}
                        runtime: {device: 'cuda:999'}
                        models:
                          one: {variant: gaussian, latent: 2}
                          two: {variant: gaussian, latent: 3}
                        """);
        ClassLoader loader = AbsentDeviceTest.class.getClassLoader();
        Plugins plugins = Plugins.load(loader);
        Backends backends = Backends.find(loader);
        ComparisonSpec spec =
                new SpecReader(SpecContext.of(plugins, DataLocations.ofSystem(), backends))
                        .read(config, List.of());
        DataCache data = new DataCache(DataSource.Progress.SILENT);
        Throwable thrown =
                catchThrowable(() -> new Preflight(plugins, backends, data::get).check(spec));
        assertThat(thrown)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("config.yaml:2: runtime.device: no backend has the device");
        assertThat(thrown.getMessage()).hasLineCount(1).hasSizeLessThan(500);
    }
}
