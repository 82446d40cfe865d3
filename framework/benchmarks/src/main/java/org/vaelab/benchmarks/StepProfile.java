// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * What a training step spends its time on, by kind of {@link Work}, and its ratio to its products
 * alone. Three things take turns in one process: steps as they are, which JMH reports; steps on a
 * {@link TimedBackend}; and {@link ProductsAlone}. The difference of the first two is what the
 * measuring adds. The table is printed at the end, with lower quartiles over all turns, as
 * whatever else the machine does only adds. They are processor time of the thread that trains, so
 * they leave out what other threads do: more than one thread of products, and the next batch.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 2, time = 5)
@Fork(value = 1, jvmArgsAppend = Workload.VECTOR_API)
public class StepProfile {

    /** Steps of a turn. */
    static final int STEPS = 5;

    private static final String PLAIN = "step";
    private static final String TIMED = "step, measured";
    private static final String ALONE = "products alone";
    private static final String LAYERS = "products and activations alone";
    private static final String CALLS = "as many of the smallest products";
    private static final String BATCH = "binarisation of a batch";

    /** A family on perceptrons, or a name of {@link ModelSize}, with a Gaussian. */
    @Param({"gaussian", "vmf", "gumbel", "vq", "convolutional", "text"})
    public String model;

    @Param("nd4j")
    public String backend;

    @Param("1")
    public int threads;

    /** The width of perceptrons. */
    @Param("400")
    public int width;

    @Param("100")
    public int batch;

    private final Map<String, List<Double>> millis = new LinkedHashMap<>();
    private final Map<Work, Long> calls = new EnumMap<>(Work.class);
    private final TimedBackend clock = new TimedBackend();
    private RunningTraining plain;
    private RunningTraining timed;
    private ProductsAlone products;
    private Batches batches;
    private long step;

    @Setup(Level.Trial)
    public void open() {
        boolean isNetwork = List.of(ModelSize.CONVOLUTIONAL, ModelSize.TEXT).contains(model);
        ModelSize size = ModelSize.of(isNetwork ? model : Integer.toString(width));
        Family family = isNetwork ? Family.GAUSSIAN : Family.of(model);
        plain =
                new RunningTraining(
                        () ->
                                new Workload(
                                        Workload.open(backend, threads, size, own -> own),
                                        family,
                                        size,
                                        batch),
                        STEPS);
        timed =
                new RunningTraining(
                        () ->
                                new Workload(
                                        Workload.open(backend, threads, size, clock::around),
                                        family,
                                        size,
                                        batch),
                        STEPS);
        clock.clear();
        timed.advance(1);
        AtomicReference<TensorBackend> own = new AtomicReference<>();
        TensorRuntime runtime =
                Workload.open(
                        backend,
                        threads,
                        size,
                        opened -> {
                            own.set(opened);
                            return opened;
                        });
        products = new ProductsAlone(clock.products(), own.get(), runtime);
        batches = Workload.data(size, batch).batches(batch, Workload.KEY);
    }

    @Setup(Level.Iteration)
    public void begin(IterationParams iteration) {
        if (iteration.getType() == IterationType.WARMUP) {
            millis.clear();
        }
    }

    /** Takes the turns that JMH does not time. */
    @Setup(Level.Invocation)
    public void takeTurns() {
        clock.clear();
        long started = timed.processorNanos();
        timed.advance(STEPS);
        add(TIMED, timed.processorNanos() - started, STEPS);
        for (Work work : Work.values()) {
            add(work.toString(), clock.nanos(work), STEPS);
            calls.put(work, clock.calls(work) / STEPS);
        }
        long alone = 0;
        long layers = 0;
        for (int i = 0; i < STEPS; i++) {
            alone += products.products();
            layers += products.layers();
        }
        add(ALONE, alone, STEPS);
        add(LAYERS, layers, STEPS);
        add(CALLS, products.smallest(), 1);
        started = TimedBackend.processorNanos();
        batches.at(step++);
        add(BATCH, TimedBackend.processorNanos() - started, 1);
    }

    private void add(String what, long nanos, int steps) {
        millis.computeIfAbsent(what, name -> new ArrayList<>()).add(nanos / 1e6 / steps);
    }

    /** Takes steps; JMH divides by their number. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public void step() {
        long started = plain.processorNanos();
        plain.advance(STEPS);
        add(PLAIN, plain.processorNanos() - started, STEPS);
    }

    @TearDown(Level.Trial)
    public void close() {
        plain.close();
        timed.close();
        products.close();
        System.out.println(table());
    }

    private String table() {
        double measured = typical(TIMED);
        double activations = Math.max(0, typical(LAYERS) - typical(ALONE));
        double rest = measured;
        StringBuilder text =
                new StringBuilder("\n| work | ms | share | calls |\n|---|--:|--:|--:|\n");
        for (Work work : Work.values()) {
            double own = typical(work.toString());
            own += work == Work.PRODUCTS ? -activations : 0;
            own += work == Work.ACTIVATIONS ? activations : 0;
            own = work == Work.BOOKKEEPING ? rest : own;
            rest -= own;
            text.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %.3f | %.1f %% | %d |%n",
                            work,
                            own,
                            100 * own / measured,
                            calls.get(work)));
        }
        for (String what : List.of(PLAIN, TIMED, ALONE, LAYERS, CALLS, BATCH)) {
            text.append(String.format(Locale.ROOT, "| %s | %.3f | | |%n", what, typical(what)));
        }
        return text.append(
                        String.format(
                                Locale.ROOT,
                                "%n%s on %s: a step takes %.2f of its products alone; measuring adds"
                                        + " %.1f %%%n",
                                model,
                                backend,
                                typical(PLAIN) / typical(ALONE),
                                100 * (measured / typical(PLAIN) - 1)))
                .toString();
    }

    private double typical(String what) {
        return millis.get(what).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .skip(millis.get(what).size() / 4)
                .findFirst()
                .orElse(Double.NaN);
    }
}
