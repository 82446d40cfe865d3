// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.cluster.ClusterException;
import org.vaelab.experiments.cluster.SparkExecutor;
import org.vaelab.experiments.cluster.SparkInstallation;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.run.Executor;
import picocli.CommandLine.Option;

/** The options that choose where the runs of a comparison are executed. */
final class ExecutorOptions {

    private static final String MASTER = "spark.master";

    /** How often a run is tried on this machine, as on a cluster. */
    private static final int ATTEMPTS = 4;

    private static final String ABSENT =
            "make an archive that has it with ./mvnw -Pdist,spark package; in a checkout, ./vaelab"
                    + " also builds it at its first use, but vaelab.cmd does not";

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Number of runs at the same time (default: ${DEFAULT-VALUE}).")
    private int jobs = 1;

    @Option(
            names = "--executor",
            paramLabel = "WHERE",
            description =
                    "Where runs are executed: local or spark, a cluster of Apache Spark"
                            + " (default: local).")
    private Where executor = Where.LOCAL;

    @Option(
            names = "--master",
            paramLabel = "URL",
            description =
                    "Master of Spark, such as spark://host:7077 (default: local[N] of --jobs).")
    private @Nullable String master;

    @Option(
            names = "--spark",
            paramLabel = "KEY=VALUE",
            description = "Setting of Spark, such as spark.cores.max=8. May be repeated.")
    private List<String> conf = new ArrayList<>();

    @Option(
            names = "--shared",
            description = {
                "Work in the folder of the comparison: all workers see the files of this machine.",
                "Otherwise Spark sends them the program and the data, and finished runs back."
            })
    private boolean shared;

    enum Where {
        LOCAL,
        SPARK
    }

    /**
     * Returns the chosen executor. Nothing starts before it is used.
     *
     * @param dryRun whether it is never used, so that Spark need not be here
     * @throws UserError if options do not fit together, or Spark is not here
     */
    Executor executor(Session session, boolean dryRun) throws IOException {
        if (jobs < 1) {
            throw new UserError("--jobs must be at least 1, is " + jobs);
        }
        if (executor == Where.LOCAL) {
            requireNone("--master", master == null);
            requireNone("--spark", conf.isEmpty());
            requireNone("--shared", !shared);
            return Executor.local(jobs);
        }
        Map<String, String> own = given();
        if (dryRun) {
            return Executor.local(jobs);
        }
        SparkInstallation spark = installed();
        Map<String, String> settings = new LinkedHashMap<>(spark.defaults());
        settings.putAll(own);
        String url = master(settings, System.getenv());
        if (jobs > 1 && !isLocal(url)) {
            throw new UserError(
                    "--jobs is for this machine alone: as many runs as "
                            + url
                            + " has free cores"
                            + " go at once\n    limit them with --spark spark.cores.max=N");
        }
        return new SparkExecutor(
                spark,
                url,
                settings,
                shared || isLocal(url),
                session.locations(),
                note -> session.console().line("spark: " + note));
    }

    private void requireNone(String option, boolean absent) {
        if (!absent) {
            throw new UserError(option + " is for --executor spark");
        }
    }

    private static SparkInstallation installed() throws IOException {
        try {
            return SparkInstallation.find(System.getProperties(), System.getenv())
                    .orElseThrow(
                            () ->
                                    new UserError(
                                            "--executor spark needs the module vaelab-spark, which"
                                                    + " is not here\n    "
                                                    + ABSENT));
        } catch (ClusterException e) {
            throw new UserError(String.valueOf(e.getMessage()), e);
        }
    }

    private Map<String, String> given() {
        Map<String, String> given = new LinkedHashMap<>();
        for (String setting : conf) {
            int equals = setting.indexOf('=');
            if (equals <= 0 || !setting.startsWith("spark.")) {
                throw new UserError(
                        "--spark "
                                + setting
                                + ": expected spark.KEY=VALUE, such as"
                                + " spark.cores.max=8");
            }
            given.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return given;
    }

    private String master(Map<String, String> settings, Map<String, String> environment) {
        if (master != null) {
            return master;
        }
        return Optional.ofNullable(settings.get(MASTER))
                .or(() -> Optional.ofNullable(environment.get("MASTER")))
                .filter(url -> !url.isBlank())
                .orElse("local[" + jobs + "," + ATTEMPTS + "]");
    }

    private static boolean isLocal(String url) {
        return url.toLowerCase(Locale.ROOT).startsWith("local");
    }
}
