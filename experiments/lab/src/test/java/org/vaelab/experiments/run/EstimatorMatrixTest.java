// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.Runtimes;

/** {@code variants/ESTIMATORS.md} shows what the checks before training accept. */
@Tag("full")
final class EstimatorMatrixTest {

    private static final Path PAGE =
            Path.of(System.getProperty("vaelab.root"), "variants", "ESTIMATORS.md");

    private static final ClassLoader LOADER = EstimatorMatrixTest.class.getClassLoader();
    private static final Plugins PLUGINS = Plugins.load(LOADER);

    @TempDir Path folder;

    @Test
    void thePageIsCurrent() throws IOException {
        SpecContext context =
                SpecContext.of(PLUGINS, DataLocations.ofSystem(), Backends.find(LOADER));
        try (TensorRuntime runtime = Runtimes.on("torch", DType.FLOAT64)) {
            String page = new EstimatorMatrix(context, runtime, folder).markdown();
            if (Boolean.getBoolean("vaelab.reference.write")) {
                Files.writeString(PAGE, page);
            }
            assertThat(Files.readString(PAGE))
                    .as("-Dvaelab.reference.write=true writes it anew")
                    .isEqualTo(page);
        }
    }
}
