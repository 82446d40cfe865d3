// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** The settings of VaeLab in the configuration of Spark, which every executor has. */
final class Keys {

    /** Prefix of an environment variable of VaeLab processes. */
    static final String ENVIRONMENT = "spark.vaelab.env.";

    /** Prefix of a file that runs need. The rest is its path in the archive of files. */
    static final String NEED = "spark.vaelab.need.";

    /** Prefix of the plugins' numbers. The value is the rest of a {@link #NEED}. */
    static final String PLUGIN = "spark.vaelab.plugin.";

    /** A file of the driver in the folder of the comparison. */
    static final String PROBE = "spark.vaelab.probe";

    /** Whether runs work in the folder of the comparison: {@code auto}, {@code yes}, {@code no}. */
    static final String SHARED = "spark.vaelab.shared";

    /** The name of the unpacked program on an executor. */
    static final String PROGRAM = "vaelab-program";

    /** Where data sets are in the archive of files. */
    static final String DATA = "data";

    private Keys() {}

    /** Returns the settings with a prefix, without it, sorted. */
    static Map<String, String> under(String prefix, SparkConf conf) {
        Map<String, String> found = new LinkedHashMap<>();
        for (Tuple2<String, String> setting : conf.getAllWithPrefix(prefix)) {
            found.put(setting._1(), setting._2());
        }
        List<String> names = found.keySet().stream().sorted().toList();
        return names.stream()
                .collect(
                        Collectors.toMap(
                                Function.identity(),
                                name -> found.getOrDefault(name, ""),
                                (a, b) -> a,
                                LinkedHashMap::new));
    }

    /** Returns a master URL that tries tasks again on this machine, as a cluster does. */
    static String retrying(String master) {
        if (master.equals("local")) {
            return "local[1,4]";
        }
        String threads = master.replaceFirst("^local\\[([0-9*]+)\\]$", "$1");
        return Arrays.asList(master, "").contains(threads) ? master : "local[" + threads + ",4]";
    }
}
