// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.Locale;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.vaelab.framework.tensor.shape.ProductPrecision;

/** A training step through the whole trainer: batch, bound, gradient, Adam, history values. */
public class TrainingStep extends StepBenchmark {

    @Param({"nd4j", "torch"})
    public String backend;

    /** The device, as in {@code runtime.device}. */
    @Param(Workload.CPU)
    public String device;

    /**
     * The precision of matrix products in layers: {@code full}, {@code bfloat16} or {@code tf32}.
     */
    @Param("full")
    public String precision;

    @Param("gaussian")
    public String family;

    private RunningTraining training;

    @Setup(Level.Trial)
    public void open() {
        ModelSize size = ModelSize.of(network);
        ProductPrecision products = ProductPrecision.valueOf(precision.toUpperCase(Locale.ROOT));
        training =
                new RunningTraining(
                        () ->
                                new Workload(
                                        Workload.open(backend, device, threads, products, size),
                                        Family.of(family),
                                        size,
                                        batch),
                        STEPS);
    }

    @TearDown(Level.Trial)
    public void close() {
        training.close();
    }

    /** Takes steps; JMH divides by their number. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public void step() {
        training.advance(STEPS);
    }
}
