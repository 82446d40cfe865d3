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
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.AdamStep;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/** The parts of a training step of a 784-400-400-20 auto-encoder, batch 100, one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = ChildJvm.VECTOR_API)
public class StepParts {

    private static final int ROWS = 100;
    private static final int LATENT = 20;
    private static final ModelSize SIZE = ModelSize.of("400");

    /** The backend's name. */
    @Param({"nd4j", "torch"})
    public String backend;

    private Workload workload;
    private TensorRuntime runtime;
    private TensorScope outer;
    private Batches batches;
    private MiniBatch buffers;
    private long step;
    private Tensor x;
    private Tensor logits;
    private Tensor value;
    private Tensor gradient;
    private Tensor firstMoment;
    private Tensor secondMoment;

    /** Draws all operands. */
    @Setup(Level.Trial)
    public void open() {
        workload = new Workload(backend, 1, Family.GAUSSIAN, SIZE, ROWS);
        runtime = workload.runtime;
        batches = workload.data.batches(ROWS, RandomKey.of(2));
        buffers = batches.allocate();
        outer = runtime.scope();
        RandomKey key = RandomKey.of(3);
        x = runtime.tensor(batches.at(0).values(), Shape.of(ROWS, 784));
        logits = runtime.normal(key.split("logits"), Shape.of(1, ROWS, 784));
        Tensor weights = runtime.normal(key.split("weights"), Shape.of(784, 400));
        value = runtime.keep(weights, false);
        gradient = runtime.keep(weights, false);
        firstMoment = runtime.keep(runtime.zeros(value.shape()), false);
        secondMoment = runtime.keep(runtime.zeros(value.shape()), false);
    }

    /** Frees native memory. */
    @TearDown(Level.Trial)
    public void close() {
        outer.close();
        workload.close();
    }

    /** A batch in plain arrays, with dynamic binarisation; prefetched in training. */
    @Benchmark
    public MiniBatch batch() {
        return batches.at(step++, buffers);
    }

    /** The bound of a batch, without its gradient. */
    @Benchmark
    public int forward() {
        try (TensorScope scope = runtime.scope()) {
            ElboTerms terms =
                    ElboTerms.of(
                            workload.model,
                            Batch.of(x),
                            RandomKey.of(step++),
                            Phase.evaluation(),
                            1,
                            KlMode.AUTO);
            return terms.bound().shape().size();
        }
    }

    /** The Bernoulli log-likelihood of a batch from logits. */
    @Benchmark
    public int bernoulli() {
        try (TensorScope scope = runtime.scope()) {
            return Fused.bernoulliLogProbability(logits, x).shape().size();
        }
    }

    /** One Adam step over the largest weight matrix, 313,600 numbers of 1,010,424. */
    @Benchmark
    public Tensor adam() {
        Fused.adam(
                value,
                gradient,
                firstMoment,
                secondMoment,
                new AdamStep(1e-3, 0.9, 0.999, 1e-8, 0, ++step));
        return value;
    }

    /** The noise of a step. */
    @Benchmark
    public int noise() {
        try (TensorScope scope = runtime.scope()) {
            Shape shape = Shape.of(1, ROWS, LATENT);
            return runtime.normal(RandomKey.of(step++), shape).shape().size();
        }
    }
}
