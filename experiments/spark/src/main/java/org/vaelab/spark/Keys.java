// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern LOCAL = Pattern.compile("local(?:\\[([0-9*]+)\\])?");

    private Keys() {}

    /** Returns the settings with a prefix, without it, sorted. */
    static Map<String, String> under(String prefix, SparkConf conf) {
        Map<String, String> found = new TreeMap<>();
        for (Tuple2<String, String> setting : conf.getAllWithPrefix(prefix)) {
            found.put(setting._1(), setting._2());
        }
        return found;
    }

    /** Returns a master URL that tries tasks again on this machine, as a cluster does. */
    static String retrying(String master) {
        Matcher local = LOCAL.matcher(master);
        if (!local.matches()) {
            return master;
        }
        String threads = local.group(1) == null ? "1" : local.group(1);
        return "local[" + threads + ",4]";
    }
}
