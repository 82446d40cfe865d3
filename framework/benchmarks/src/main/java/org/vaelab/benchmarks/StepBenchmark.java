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

/** How the step of an auto-encoder 784-h-h-z is measured, and of what sizes, so that rows compare. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public abstract class StepBenchmark {

    /** Threads of matrix products, and of libtorch. */
    @Param("1")
    public int threads;

    /** Width of both hidden layers. */
    @Param({"400", "500"})
    public int hidden;

    /** Examples per step. */
    @Param("100")
    public int batch;
}
