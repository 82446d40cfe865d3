// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.training.Checkpoint;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.framework.training.ParameterArrays;

/** Parameters through the file of a checkpoint and back. */
final class CheckpointTrip {

    private static final String PREFIX = "part";

    private CheckpointTrip() {}

    /** Overwrites parameters by what a checkpoint file of others of the same names holds. */
    static void copy(List<Parameter> from, List<Parameter> to) throws IOException {
        Map<String, Checkpoint.Array> arrays = new TreeMap<>();
        ParameterArrays.copy(from, PREFIX, arrays);
        Path folder = Files.createTempDirectory("contract");
        try {
            CheckpointFile file = new CheckpointFile(folder);
            file.save(new Checkpoint(arrays, Map.of(Checkpoint.STEP, "0")));
            ParameterArrays.restore(to, PREFIX, file.load().orElseThrow().arrays());
        } finally {
            try (var files = Files.list(folder)) {
                for (Path path : files.toList()) {
                    Files.delete(path);
                }
            }
            Files.delete(folder);
        }
    }
}
