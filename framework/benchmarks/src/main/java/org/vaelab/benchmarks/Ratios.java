// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;
import org.vaelab.benchmarks.RatioTable.Cell;

/**
 * Measures training steps and evaluations of each family on each backend, and raw libtorch as the
 * yardstick. Prints tables of ratios and writes them to a folder. Each measurement has a JVM of its
 * own, one after another.
 *
 * <p>Options: {@code --full}; {@code --steps}, {@code --families}, {@code --evaluations}, {@code
 * --backends} (see {@link RatioPlan}); {@code --warmup} and {@code --iterations}, their numbers,
 * and {@code --seconds} of each; {@code --out}, a folder.
 */
public final class Ratios {

    private static final Set<String> OPTIONS = Set.of("warmup", "iterations", "seconds", "out");

    private final List<RatioTable> tables;
    private final Options options;
    private final Path folder;
    private final Map<Cell, Statistics> measured = new LinkedHashMap<>();
    private final double loadBefore = load();

    private Ratios(Options options) throws IOException {
        this.options = options;
        this.tables = RatioPlan.tables(options);
        this.folder =
                Files.createDirectories(
                        Path.of(options.text("out", "framework/benchmarks/target/ratios")));
    }

    public static void main(String[] arguments) throws IOException {
        Set<String> known = new TreeSet<>(OPTIONS);
        known.addAll(RatioPlan.OPTIONS);
        Ratios ratios = new Ratios(new Options(arguments, known));
        boolean complete = ratios.run();
        System.out.println();
        System.out.print(ratios.document());
        System.exit(complete ? 0 : 1);
    }

    private boolean run() throws IOException {
        List<Cell> cells = List.copyOf(RatioPlan.cells(tables));
        long start = System.nanoTime();
        for (int done = 0; done < cells.size(); done++) {
            Cell cell = cells.get(done);
            String outcome = measure(cell);
            Duration passed = Duration.ofNanos(System.nanoTime() - start);
            Duration left = passed.multipliedBy(cells.size() - done - 1L).dividedBy(done + 1L);
            System.out.printf(
                    Locale.ROOT,
                    "%3d/%d  %-52s %s   %d:%02d left%n",
                    done + 1,
                    cells.size(),
                    cell.label(),
                    outcome,
                    left.toMinutes(),
                    left.toSecondsPart());
            Files.writeString(folder.resolve("ratios.md"), document());
            Files.writeString(folder.resolve("ratios.csv"), csv());
        }
        return measured.size() == cells.size();
    }

    private String measure(Cell cell) {
        ChainedOptionsBuilder run =
                new OptionsBuilder()
                        .include("^" + cell.benchmark().getName().replace(".", "\\.") + "\\.")
                        .warmupIterations(options.count("warmup", 2))
                        .measurementIterations(options.count("iterations", 3))
                        .warmupTime(seconds())
                        .measurementTime(seconds())
                        .verbosity(VerboseMode.NORMAL);
        cell.parameters().forEach(run::param);
        // The output of a fork matters only if it fails.
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream listener = new PrintStream(said, true, StandardCharsets.UTF_8);
        try {
            OutputFormat format =
                    OutputFormatFactory.createFormatInstance(listener, VerboseMode.NORMAL);
            Collection<RunResult> results = new Runner(run.build(), format).run();
            if (results.size() != 1) {
                return "failed:\n" + said.toString(StandardCharsets.UTF_8);
            }
            Statistics statistics = results.iterator().next().getPrimaryResult().getStatistics();
            measured.put(cell, statistics);
            return String.format(Locale.ROOT, "%9.2f ms", median(statistics));
        } catch (RunnerException e) {
            return "failed: " + e.getMessage();
        }
    }

    private TimeValue seconds() {
        return TimeValue.seconds(options.count("seconds", 2));
    }

    private static double median(Statistics statistics) {
        return statistics.getPercentile(50);
    }

    private String document() throws IOException {
        Map<Cell, Double> medians = new LinkedHashMap<>();
        measured.forEach((cell, statistics) -> medians.put(cell, median(statistics)));
        StringBuilder text = new StringBuilder();
        text.append(machine()).append(".\n");
        text.append(
                String.format(
                        Locale.ROOT,
                        "Medians over %d x %d s after %d x %d s of warm-up, in a JVM for"
                                + " each cell; load of the machine %.1f before and %.1f after.%n",
                        options.count("iterations", 3),
                        options.count("seconds", 2),
                        options.count("warmup", 2),
                        options.count("seconds", 2),
                        loadBefore,
                        load()));
        tables.forEach(table -> text.append(table.markdown(medians)));
        return text.toString();
    }

    private String csv() {
        StringBuilder text =
                new StringBuilder("benchmark,parameters,samples,minMs,medianMs,maxMs\n");
        measured.forEach(
                (cell, statistics) ->
                        text.append(
                                String.format(
                                        Locale.ROOT,
                                        "%s,%s,%d,%.4f,%.4f,%.4f%n",
                                        cell.benchmark().getSimpleName(),
                                        cell.parameters().toString().replace(",", ";"),
                                        statistics.getN(),
                                        statistics.getMin(),
                                        median(statistics),
                                        statistics.getMax())));
        return text.toString();
    }

    /**
     * Returns processor, cores, system, Java, the kernels that the environment sets, and the date.
     */
    private static String machine() throws IOException {
        return String.format(
                Locale.ROOT,
                "%s, %d cores; %s; JDK %s; OPENBLAS_CORETYPE %s, ATEN_CPU_CAPABILITY %s; %s",
                processor(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("java.version"),
                System.getenv().getOrDefault("OPENBLAS_CORETYPE", "unset"),
                System.getenv().getOrDefault("ATEN_CPU_CAPABILITY", "unset"),
                LocalDate.now(ZoneOffset.UTC));
    }

    private static String processor() throws IOException {
        Path facts = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(facts)) {
            return System.getProperty("os.arch");
        }
        try (Stream<String> lines = Files.lines(facts, StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }

    /** Returns the load average of the last minute, negative where the system has none. */
    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
