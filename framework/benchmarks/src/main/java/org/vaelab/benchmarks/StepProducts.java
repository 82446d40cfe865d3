// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The matrix products and convolutions of the step of {@link TrainingStep}, forward and backward,
 * alone: its limit.
 */
public class StepProducts extends StepBenchmark {

    /** The backend's name. */
    @Param({"nd4j", "torch"})
    public String backend;

    /** The family of latent distributions. */
    @Param("gaussian")
    public String family;

    private ProductReplay replay;

    /** Writes them down. */
    @Setup(Level.Trial)
    public void open() {
        replay =
                ProductReplay.ofStep(
                        backend, threads, Family.of(family), ModelSize.of(network), batch);
    }

    /** Frees native memory. */
    @TearDown(Level.Trial)
    public void close() {
        replay.close();
    }

    /** Computes all as often as there are steps; JMH divides by their number. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public long products() {
        long numbers = 0;
        for (int i = 0; i < STEPS; i++) {
            numbers += replay.multiply();
        }
        return numbers;
    }
}
