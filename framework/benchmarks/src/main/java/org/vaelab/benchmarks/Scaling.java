// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Measures how costs grow: time of training with the number of data seen, time of evaluation with
 * the number of data and with K, resident memory with K and with steps. Fits a power law to each,
 * and draws it.
 *
 * <p>Options: {@code --backends}; {@code --repetitions} of each time; {@code --seconds} of warm-up;
 * {@code --data}, {@code --evaluated}, {@code --draws}, {@code --memory-draws}, {@code
 * --memory-steps}, the sizes; {@code --out}, a folder.
 */
public final class Scaling {

    private static final Set<String> OPTIONS =
            Set.of(
                    "backends",
                    "repetitions",
                    "seconds",
                    "data",
                    "evaluated",
                    "draws",
                    "memory-draws",
                    "memory-steps",
                    "out",
                    "curve",
                    "backend");

    /** The size of the heap, MiB. */
    static final int HEAP = 512;

    /** A heap of one size, touched beforehand: what grows is native memory. */
    private static final List<String> FIXED_HEAP =
            List.of("-Xms" + HEAP + "m", "-Xmx" + HEAP + "m", "-XX:+AlwaysPreTouch");

    private Scaling() {}

    /** Measures, and writes figures, points and a table of slopes. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options = new Options(arguments, OPTIONS);
        if (options.has("curve")) {
            measure(options);
            return;
        }
        Path folder =
                Files.createDirectories(
                        Path.of(options.text("out", "framework/benchmarks/target/scaling")));
        Map<ScalingCurve, Map<String, List<ScalingCurve.Point>>> curves =
                new EnumMap<>(ScalingCurve.class);
        StringBuilder csv = new StringBuilder("curve,backend,size,cost\n");
        for (ScalingCurve curve : ScalingCurve.values()) {
            Map<String, List<ScalingCurve.Point>> byBackend = new LinkedHashMap<>();
            curves.put(curve, byBackend);
            for (String backend : options.list("backends", "torch,nd4j")) {
                List<ScalingCurve.Point> points = new ArrayList<>();
                byBackend.put(backend, points);
                List<String> child = new ArrayList<>(options.with("curve", curve.name()));
                child.add("--backend=" + backend);
                ChildJvm.run(
                        Scaling.class,
                        FIXED_HEAP,
                        child,
                        line -> {
                            String[] parts = line.split("\t", -1);
                            if (parts[0].equals(curve.name())) {
                                System.out.println(backend + "\t" + line);
                                csv.append(backend(curve, backend, parts));
                                points.add(
                                        new ScalingCurve.Point(
                                                Double.parseDouble(parts[1]),
                                                Double.parseDouble(parts[2])));
                            }
                        });
            }
            curve.draw(byBackend, folder);
        }
        Files.writeString(folder.resolve("scaling.csv"), csv);
        String table = table(curves);
        Files.writeString(folder.resolve("scaling.md"), table);
        System.out.println();
        System.out.print(table);
    }

    private static String backend(ScalingCurve curve, String backend, String[] parts) {
        return curve.fileName() + "," + backend + "," + parts[1] + "," + parts[2] + "\n";
    }

    private static void measure(Options options) {
        try (ScalingMeasurement measurement =
                new ScalingMeasurement(
                        options.text("backend", ""),
                        options.count("repetitions", 5),
                        options.count("seconds", 5))) {
            switch (ScalingCurve.valueOf(options.text("curve", ""))) {
                case TRAINING_TIME ->
                        measurement.trainingTime(
                                options.counts("data", "2500,5000,10000,20000,40000,80000"));
                case EVALUATION_TIME_DATA ->
                        measurement.evaluationTimeByData(
                                options.counts("evaluated", "100,200,400,800,1600,3200"));
                case EVALUATION_TIME_DRAWS ->
                        measurement.evaluationTimeByDraws(
                                options.counts("draws", "50,100,200,400,800,1600"));
                case MEMORY_DRAWS ->
                        measurement.memoryByDraws(
                                options.counts("memory-draws", "50,100,200,500,1000,2000,5000"));
                case MEMORY_STEPS ->
                        measurement.memoryBySteps(
                                options.counts(
                                        "memory-steps", "2000,3000,4000,6000,8000,12000,16000"));
            }
        }
    }

    private static String table(Map<ScalingCurve, Map<String, List<ScalingCurve.Point>>> curves) {
        StringBuilder table = new StringBuilder();
        table.append(
                String.format(
                        Locale.ROOT,
                        "%s. Load of the machine at the end %.1f.%n%n",
                        Machine.describe(),
                        Machine.load()));
        table.append("| cost | backend | sizes | from, to | linear or flat | slope |\n");
        table.append("|---|---|---:|---:|---:|---:|\n");
        curves.forEach((curve, byBackend) -> table.append(curve.rows(byBackend)));
        return table.toString();
    }
}
