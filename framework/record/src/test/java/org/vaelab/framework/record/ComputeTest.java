// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ComputeTest {

    private static final Compute MEASURED =
            new Compute(
                    "2026-03-01T10:00:00Z",
                    10,
                    20,
                    5,
                    2,
                    Map.of(Compute.PROCESSOR, 300.0),
                    Map.of(Compute.DEVICE, "nvidia-smi cannot be started"),
                    true);
    private static final Compute UNKNOWN =
            new Compute("2026-03-01T10:00:00Z", 10, Double.NaN, 0, 1, Map.of(), Map.of(), false);

    @TempDir Path folder;

    @Test
    void executionsAreReadBackUntilTheRecordHasThem() throws IOException {
        RunFolder run = new RunFolder(folder);
        assertThat(run.readCompute(null)).isEmpty();
        run.writeCompute(List.of(UNKNOWN, MEASURED));
        assertThat(run.readCompute(null)).containsExactly(UNKNOWN, MEASURED);
        Files.writeString(run.compute(), "{\"startedAt\":");
        assertThat(run.readCompute(null)).isEmpty();
    }
}
