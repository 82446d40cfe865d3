// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * Compares training steps of auto-encoders, and evaluations of the Gaussian one, with PyTorch in
 * Python on the same device. Prints the milliseconds of both and their ratio.
 *
 * <p>Options: {@code --families}, {@code --device}, {@code --networks}, {@code --batches}; {@code
 * --examples} and {@code --draws} of the evaluation; {@code --modes} of PyTorch ({@code eager},
 * {@code compile}, {@code graphs}). Each measurement times {@code --steps} together, {@code
 * --rounds} times. The option {@code --python} is the program, or {@code none}. The threads of the
 * processor are {@code --threads}; {@code --graphs=true} captures programs.
 */
public final class BesidePyTorch {

    /** The options that the program in Python has too. */
    private static final List<String> SHARED =
            List.of(
                    "families",
                    "networks",
                    "batches",
                    "draws",
                    "examples",
                    "modes",
                    "steps",
                    "rounds",
                    "threads");

    private static final String SCRIPT = "vae.py";

    /** Java compiles what it has seen often. */
    private static final long WARM_UP = 3_000_000_000L;

    private final Options options;
    private final String device;
    private final int rounds;
    private final int steps;
    private final int threads;
    private final int examples;
    private final boolean graphs;

    private BesidePyTorch(Options options) {
        this.options = options;
        device = options.text("device", "cuda");
        rounds = options.count("rounds", 5);
        steps = options.count("steps", 200);
        threads = options.count("threads", 1);
        examples = options.count("examples", Evaluation.EXAMPLES);
        graphs = options.text("graphs", "false").equals("true");
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Set<String> known = new HashSet<>(SHARED);
        known.addAll(List.of("device", "python", "graphs"));
        BesidePyTorch command = new BesidePyTorch(new Options(arguments, known));
        Map<TimedCell, Double> own = command.measure();
        Map<TimedCell, Map<String, Double>> python = new LinkedHashMap<>();
        String program = command.options.text("python", "python3");
        if (!program.equals("none")) {
            command.python(program, python);
        }
        System.out.println();
        String name = command.device + (command.graphs ? ", captured" : "");
        System.out.print(table(name, own, python));
    }

    /**
     * A measurement.
     *
     * @param what {@code step} or {@code evaluation}
     * @param network see {@link ModelSize#of}
     */
    record TimedCell(String what, Family family, String network, int batch) {}

    private Map<TimedCell, Double> measure() {
        Map<TimedCell, Double> times = new LinkedHashMap<>();
        for (String name : options.list("families", "gaussian")) {
            Family family = Family.of(name);
            for (String network : options.list("networks", "400,4096,convolutional")) {
                for (int batch : options.counts("batches", "100,1000")) {
                    put(
                            times,
                            new TimedCell("step", family, network, batch),
                            step(family, network, batch));
                }
                if (family == Family.GAUSSIAN) {
                    put(
                            times,
                            new TimedCell("evaluation", family, network, examples),
                            evaluation(network, options.count("draws", 50)));
                }
            }
        }
        return times;
    }

    private static void put(Map<TimedCell, Double> times, TimedCell cell, double milliseconds) {
        times.put(cell, milliseconds);
        System.err.printf(Locale.ROOT, "%s %.4f ms%n", cell, milliseconds);
    }

    private Workload workload(Family family, String network, int batch) {
        ModelSize size = ModelSize.of(network);
        TensorRuntime runtime =
                graphs
                        ? Workload.openCapturing("torch", device, threads, size)
                        : Workload.open("torch", device, threads, size);
        return new Workload(runtime, family, size, batch);
    }

    private double step(Family family, String network, int batch) {
        try (RunningTraining training =
                new RunningTraining(
                        () -> workload(family, network, batch), Math.max(20, steps / 10))) {
            return median(steps, clock(training::processorNanos), () -> training.advance(steps));
        }
    }

    private double evaluation(String network, int draws) {
        int count = Math.max(1, steps / 10);
        try (Workload workload = workload(Family.GAUSSIAN, network, examples)) {
            Evaluator evaluator = Evaluation.evaluator(draws);
            Examples drawn = workload.drawnTest(examples);
            // What is returned are numbers of the processor, so that the device has been waited
            // for.
            Runnable once =
                    () ->
                            evaluator.evaluate(
                                    workload.model,
                                    drawn,
                                    RandomKey.of(1),
                                    EvaluationProgress.SILENT);
            long start = System.nanoTime();
            do {
                once.run();
            } while (System.nanoTime() - start < WARM_UP);
            return median(
                    count,
                    clock(TimedBackend::processorNanos),
                    () -> {
                        for (int i = 0; i < count; i++) {
                            once.run();
                        }
                    });
        }
    }

    /**
     * Returns the processor time of a thread, where no device and no other thread computes with it.
     */
    private LongSupplier clock(LongSupplier processorNanos) {
        return device.equals(Workload.CPU) && threads == 1 ? processorNanos : System::nanoTime;
    }

    /**
     * Prints the least and returns the median over rounds of the milliseconds of one of so many.
     */
    private double median(int count, LongSupplier clock, Runnable many) {
        double[] times = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            long start = clock.getAsLong();
            many.run();
            times[i] = (clock.getAsLong() - start) / 1e6 / count;
        }
        Arrays.sort(times);
        System.err.printf(Locale.ROOT, "least %.4f%n", times[0]);
        return (times[(rounds - 1) / 2] + times[rounds / 2]) / 2;
    }

    private void python(String program, Map<TimedCell, Map<String, Double>> times)
            throws IOException, InterruptedException {
        Path script = Files.createTempFile("vae", ".py");
        try (InputStream source = BesidePyTorch.class.getResourceAsStream(SCRIPT)) {
            Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
            List<String> command = new ArrayList<>(List.of(program, script.toString()));
            for (String name : SHARED) {
                if (options.has(name)) {
                    command.add("--" + name + "=" + options.text(name, ""));
                }
            }
            command.add("--device=" + device);
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                output.lines().forEach(line -> read(line, times));
            }
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                System.err.println("PyTorch did not end well; what it has measured is shown");
            }
        } finally {
            Files.delete(script);
        }
    }

    /** Takes a line of the script: what, family, network, batch, mode, milliseconds. */
    static void read(String line, Map<TimedCell, Map<String, Double>> times) {
        System.err.println("PyTorch " + line);
        String[] parts = line.split(",", -1);
        times.computeIfAbsent(
                        new TimedCell(
                                parts[0],
                                Family.of(parts[1]),
                                parts[2],
                                Integer.parseInt(parts[3])),
                        any -> new LinkedHashMap<>())
                .put(parts[4], Double.valueOf(parts[5]));
    }

    /** Returns the table: a row for what was measured, a column for each mode of PyTorch. */
    static String table(
            String device, Map<TimedCell, Double> own, Map<TimedCell, Map<String, Double>> python) {
        List<String> modes =
                python.values().stream().flatMap(m -> m.keySet().stream()).distinct().toList();
        StringBuilder text = new StringBuilder("| " + device + " | batch | VaeLab, ms |");
        modes.forEach(mode -> text.append(" PyTorch ").append(mode).append(", ms | ratio |"));
        text.append("\n| --- | ---: | ---: |").append(" ---: | ---: |".repeat(modes.size()));
        own.forEach(
                (cell, milliseconds) -> {
                    text.append(
                            String.format(
                                    Locale.ROOT,
                                    "%n| %s %s %s | %d | %.3f |",
                                    cell.what(),
                                    cell.family().label(),
                                    ModelSize.of(cell.network()).label(),
                                    cell.batch(),
                                    milliseconds));
                    for (String mode : modes) {
                        Double other = python.getOrDefault(cell, Map.of()).get(mode);
                        text.append(
                                other == null
                                        ? " | |"
                                        : String.format(
                                                Locale.ROOT,
                                                " %.3f | %.2f |",
                                                other,
                                                milliseconds / other));
                    }
                });
        return text.append(System.lineSeparator()).toString();
    }
}
