// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How an evaluation is measured, and of what sizes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 5)
@Fork(value = 1, jvmArgsAppend = ChildJvm.VECTOR_API)
public abstract class EvaluationBenchmark {

    /** The backend's name. */
    @Param({"nd4j", "torch"})
    public String backend;

    /** The device, as {@code runtime.device} names it. */
    @Param(Workload.CPU)
    public String device;

    /** The family of latent distributions. */
    @Param("gaussian")
    public String family;

    /** The model's extents: see {@link ModelSize#of}. */
    @Param("400")
    public String network;

    /** Threads of matrix products, and of libtorch. */
    @Param("1")
    public int threads;

    /** K, the draws per datum. */
    @Param({"50", "500"})
    public int draws;
}
