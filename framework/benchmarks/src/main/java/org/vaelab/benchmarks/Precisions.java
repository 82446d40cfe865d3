// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.ProductPrecision;

/**
 * Training steps in float32 and in a reduced precision, side by side: {@code java -cp benchmarks.jar
 * org.vaelab.benchmarks.Precisions --steps=400/100}, network and batch.
 *
 * <p>Both runs are in one process and take steps in turn, so that what else the machine does meets both
 * alike. The time is the processor's, of the training's own thread.
 */
public final class Precisions {

    private static final String STEPS =
            "400/100,400/1000,2000/100,4096/100,4096/1000,convolutional/100";
    private static final String TORCH = "torch";

    private Precisions() {}

    /** Measures, and prints a line for each model. */
    public static void main(String[] arguments) {
        Options options = new Options(arguments, Set.of("steps", "precision", "rounds", "seconds"));
        ProductPrecision precision =
                ProductPrecision.valueOf(
                        options.text("precision", "bfloat16").toUpperCase(Locale.ROOT));
        int rounds = options.count("rounds", 15);
        int seconds = options.count("seconds", 20);
        for (String step : options.list("steps", STEPS)) {
            String[] parts = step.split("/", 2);
            measure(
                    ModelSize.of(parts[0]),
                    Options.count("batch", parts[1]),
                    precision,
                    rounds,
                    seconds);
        }
    }

    private static void measure(
            ModelSize size, int batch, ProductPrecision reduced, int rounds, int seconds) {
        Map<ProductPrecision, List<Double>> millis = new LinkedHashMap<>();
        try (RunningTraining exact = running(size, batch, ProductPrecision.FULL);
                RunningTraining rounded = running(size, batch, reduced)) {
            Map<ProductPrecision, RunningTraining> runs = new LinkedHashMap<>();
            runs.put(ProductPrecision.FULL, exact);
            runs.put(reduced, rounded);
            double once = millis(exact, 2) + millis(rounded, 2);
            int steps = (int) Math.max(1, Math.min(50, seconds * 1e3 / rounds / once));
            for (int round = 0; round < rounds; round++) {
                runs.forEach(
                        (precision, run) ->
                                millis.computeIfAbsent(precision, p -> new ArrayList<>())
                                        .add(millis(run, steps)));
            }
        }
        double[] medians =
                millis.values().stream()
                        .mapToDouble(
                                list ->
                                        Medians.of(
                                                list.stream()
                                                        .mapToDouble(Double::doubleValue)
                                                        .toArray()))
                        .toArray();
        System.out.printf(
                Locale.ROOT,
                "%s, batch %d: float32 %.2f ms, %s %.2f ms of processor time a step, ratio %.2f%n",
                size.label(),
                batch,
                medians[0],
                reduced.label(),
                medians[1],
                medians[1] / medians[0]);
    }

    private static RunningTraining running(ModelSize size, int batch, ProductPrecision precision) {
        return new RunningTraining(
                () -> {
                    ChildJvm.quiet();
                    size.chooseThreads();
                    return new Workload(
                            Backends.find(Precisions.class.getClassLoader())
                                    .open(TORCH, Backends.AUTO, 1, DType.FLOAT32, precision),
                            Family.of("gaussian"),
                            size,
                            batch);
                },
                2);
    }

    private static double millis(RunningTraining run, int steps) {
        long before = run.processorNanos();
        run.advance(steps);
        return (run.processorNanos() - before) / 1e6 / steps;
    }
}
