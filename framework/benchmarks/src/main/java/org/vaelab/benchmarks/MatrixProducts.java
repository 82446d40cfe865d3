// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/** The matrix products of the step of {@link TrainingStep}, forward and backward: its limit. */
public class MatrixProducts extends StepBenchmark {

    /** The backend's name. */
    @Param({"nd4j", "torch"})
    public String backend;

    private TensorRuntime runtime;
    private TensorScope outer;
    private MatrixOperands operands;

    /** Draws the operands. */
    @Setup(Level.Trial)
    public void open() {
        runtime =
                Backends.find(MatrixProducts.class.getClassLoader())
                        .open(backend, Backends.AUTO, threads, DType.FLOAT32);
        outer = runtime.scope();
        operands =
                new MatrixOperands(
                        runtime, RandomKey.of(3), ModelSize.of(network).denseLayers(), batch);
    }

    /** Frees native memory. */
    @TearDown(Level.Trial)
    public void close() {
        outer.close();
        runtime.close();
    }

    /** Multiplies all. */
    @Benchmark
    public int products() {
        return operands.multiply();
    }
}
