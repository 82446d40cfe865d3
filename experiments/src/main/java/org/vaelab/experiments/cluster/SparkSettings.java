// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a cluster of Spark.
 *
 * @param master the URL of the master, such as {@code spark://host:7077}
 * @param conf further settings of Spark
 * @param shared whether runs work in the folder of the comparison. If so, a worker that does not see it
 *     executes nothing. If not, the folders of runs return to the driver. Null: on workers that see it
 * @param classPath of Spark and of the module {@code vaelab-spark}, for a process of its own
 * @param module the jar of the module {@code vaelab-spark}, which executors get
 * @param cache the folder in which the archive of the program is kept
 */
public record SparkSettings(
        String master,
        Map<String, String> conf,
        @Nullable Boolean shared,
        String classPath,
        Path module,
        Path cache) {

    public SparkSettings {
        conf = Map.copyOf(conf);
    }

    /** Returns the setting as workers read it. */
    String sharing() {
        if (shared == null) {
            return "auto";
        }
        return shared ? "yes" : "no";
    }
}
