// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A training step through the whole trainer: batch, bound, gradient, Adam, history values. */
public class TrainingStep extends StepBenchmark {

    /** The backend's name. */
    @Param({"nd4j", "torch"})
    public String backend;

    /** The device, as {@code runtime.device} names it. */
    @Param(Workload.CPU)
    public String device;

    /** The family of latent distributions. */
    @Param("gaussian")
    public String family;

    private RunningTraining training;

    /** Draws data and weights, and begins to train. */
    @Setup(Level.Trial)
    public void open() {
        training =
                new RunningTraining(
                        () ->
                                new Workload(
                                        backend,
                                        device,
                                        threads,
                                        Family.of(family),
                                        ModelSize.of(network),
                                        batch),
                        STEPS);
    }

    /** Frees native memory. */
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
