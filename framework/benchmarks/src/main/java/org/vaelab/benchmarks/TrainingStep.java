// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.vaelab.framework.training.TrainingListener;
import org.vaelab.framework.training.TrainingOutcome;

/** A training step through the whole trainer: batch, bound, gradient, Adam, history values. */
public class TrainingStep extends StepBenchmark {

    private static final int STEPS = 100;

    /** The backend's name. */
    @Param({"nd4j", "torch"})
    public String backend;

    /** The family of latent distributions. */
    @Param("gaussian")
    public String family;

    private Workload workload;

    /** Draws data and weights. */
    @Setup(Level.Trial)
    public void open() {
        workload = new Workload(backend, threads, Family.of(family), ModelSize.of(network), batch);
    }

    /** Frees native memory. */
    @TearDown(Level.Trial)
    public void close() {
        workload.close();
    }

    /** Takes steps; JMH divides by their number. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public TrainingOutcome step() {
        return workload.train(STEPS, TrainingListener.SILENT);
    }
}
