// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/** The matrix products of the step of {@link TrainingStep}, forward and backward: its limit. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(1)
public class MatrixProducts {

    private static final int WIDTH = 784;

    /** The backend's name. */
    @Param({"nd4j", "torch"})
    public String backend;

    /** Threads of matrix products. */
    @Param("1")
    public int threads;

    /** Width of both hidden layers. */
    @Param({"400", "500"})
    public int hidden;

    /** Examples per step. */
    @Param("100")
    public int batch;

    private TensorRuntime runtime;
    private TensorScope outer;
    private Tensor[] inputs;
    private Tensor[] weights;
    private Tensor[] outputs;

    /** Draws the operands. */
    @Setup(Level.Trial)
    public void open() {
        runtime =
                Backends.find(MatrixProducts.class.getClassLoader())
                        .open(backend, Backends.AUTO, threads, DType.FLOAT32);
        outer = runtime.scope();
        int latent = Workload.latent(hidden);
        int[][] layers = {
            {WIDTH, hidden}, {hidden, hidden}, {hidden, 2 * latent},
            {latent, hidden}, {hidden, hidden}, {hidden, WIDTH}
        };
        inputs = new Tensor[layers.length];
        weights = new Tensor[layers.length];
        outputs = new Tensor[layers.length];
        for (int i = 0; i < layers.length; i++) {
            RandomKey key = RandomKey.of(3).fold(i);
            inputs[i] = runtime.normal(key.split("x"), Shape.of(batch, layers[i][0]));
            weights[i] = runtime.normal(key.split("w"), Shape.of(layers[i][0], layers[i][1]));
            outputs[i] = runtime.normal(key.split("y"), Shape.of(batch, layers[i][1]));
        }
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
        try (TensorScope scope = runtime.scope()) {
            int size = 0;
            for (int i = 0; i < inputs.length; i++) {
                size += inputs[i].matmul(weights[i]).shape().size();
                size += inputs[i].transpose().matmul(outputs[i]).shape().size();
                // The gradient in the data is not needed.
                size += i == 0 ? 0 : outputs[i].matmul(weights[i].transpose()).shape().size();
            }
            return size;
        }
    }
}
