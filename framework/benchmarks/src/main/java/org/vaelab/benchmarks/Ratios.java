// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/**
 * Measures a training step on each backend, on raw libtorch, and its matrix products alone, in one
 * run, and prints a table in which raw libtorch is 1. Arguments are JMH's: {@code -p hidden=400},
 * {@code -f}, {@code -wi}, {@code -i}, {@code -w}, {@code -r}.
 */
public final class Ratios {

    private static final String[] BENCHMARKS = {
        "RawTrainingStep", "TrainingStep", "MatrixProducts"
    };

    private Ratios() {}

    /** What was measured of one size: seconds of a step by who takes it. */
    private static final class Row {
        private final Map<String, Statistics> columns = new LinkedHashMap<>();
    }

    /** Runs the benchmarks and prints the table. */
    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        Map<String, Row> rows = new LinkedHashMap<>();
        ChainedOptionsBuilder options =
                new OptionsBuilder().parent(new CommandLineOptions(arguments));
        for (String benchmark : BENCHMARKS) {
            options.include("\\." + benchmark + "\\.");
        }
        Collection<RunResult> results = new Runner(options.build()).run();
        for (RunResult result : results) {
            rows.computeIfAbsent(size(result), size -> new Row())
                    .columns
                    .put(column(result), result.getPrimaryResult().getStatistics());
        }
        print(rows);
    }

    private static String size(RunResult result) {
        return "hidden "
                + result.getParams().getParam("hidden")
                + ", batch "
                + result.getParams().getParam("batch")
                + ", threads "
                + result.getParams().getParam("threads");
    }

    private static String column(RunResult result) {
        String name = result.getParams().getBenchmark();
        String backend = result.getParams().getParam("backend");
        return name.contains(".RawTrainingStep.")
                ? "raw libtorch"
                : (name.contains(".MatrixProducts.") ? "products, " : "step, ") + backend;
    }

    private static void print(Map<String, Row> rows) {
        System.out.println();
        System.out.println(
                "Milliseconds, the median and in brackets the least, and the medians' ratio to raw"
                        + " libtorch. OPENBLAS_CORETYPE="
                        + environment("OPENBLAS_CORETYPE")
                        + ", ATEN_CPU_CAPABILITY="
                        + environment("ATEN_CPU_CAPABILITY"));
        for (Map.Entry<String, Row> row : rows.entrySet()) {
            System.out.println();
            System.out.println("| " + row.getKey() + " | ms | ratio |");
            System.out.println("|---|---|---|");
            Statistics yardstick = row.getValue().columns.get("raw libtorch");
            for (Map.Entry<String, Statistics> column : row.getValue().columns.entrySet()) {
                Statistics measured = column.getValue();
                String ratio =
                        yardstick == null
                                ? ""
                                : String.format(
                                        Locale.ROOT, "%.2f", median(measured) / median(yardstick));
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %.2f (%.2f) | %s |%n",
                        column.getKey(),
                        median(measured),
                        measured.getMin(),
                        ratio);
            }
        }
    }

    private static double median(Statistics statistics) {
        return statistics.getPercentile(50);
    }

    private static String environment(String name) {
        String value = System.getenv(name);
        return value == null ? "unset" : value;
    }
}
