// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.nio.file.Path;
import java.util.Map;

/**
 * How to reach a cluster of Spark.
 *
 * @param master the URL of the master, such as {@code spark://host:7077}
 * @param conf further settings of Spark
 * @param shared whether runs work in the folder of the comparison
 * @param classPath of Spark and of the module {@code vaelab-spark}, for a process of its own
 * @param module the jar of the module {@code vaelab-spark}, which executors get
 * @param cache the folder in which the archive of the program is kept
 */
public record SparkSettings(
        String master,
        Map<String, String> conf,
        Sharing shared,
        String classPath,
        Path module,
        Path cache) {

    public SparkSettings {
        conf = Map.copyOf(conf);
    }

    /** Whether runs work in the folder of the comparison. */
    public enum Sharing {
        /** On workers that see the folder. */
        AUTO("auto"),
        /** Always: a worker that does not see the folder executes nothing. */
        YES("yes"),
        /** Never: the folders of runs return to the driver. */
        NO("no");

        private final String text;

        Sharing(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }
}
