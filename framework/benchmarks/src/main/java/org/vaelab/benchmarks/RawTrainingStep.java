// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.vaelab.framework.random.RandomKey;

/**
 * The step of {@link TrainingStep}, of the Gaussian family, on {@link RawLibtorch}. It is spared
 * what the trainer does besides: its batches are binarised beforehand and lie in libtorch's memory,
 * no loss is read, and nothing is checked.
 */
public class RawTrainingStep extends StepBenchmark {

    private static final int BATCHES = 20;

    private RawLibtorch model;
    private final List<Tensor> batches = new ArrayList<>();
    private int next;

    @Setup(Level.Trial)
    public void open() {
        RawLibtorch.setThreads(threads, ModelSize.of(network));
        RandomKey key = RandomKey.of(1);
        ModelSize size = ModelSize.of(network);
        List<float[]> weights = new ArrayList<>();
        List<float[]> biases = new ArrayList<>();
        for (RawLayer.Extents layer : RawLibtorch.layers(size)) {
            float[] weight = new float[layer.size()];
            key.fold(weights.size()).normal(weight, 0, weight.length);
            double inputs = (double) weight.length / layer.outputs();
            for (int i = 0; i < weight.length; i++) {
                weight[i] /= (float) Math.sqrt(inputs);
            }
            weights.add(weight);
            biases.add(new float[layer.outputs()]);
        }
        model = new RawLibtorch(size, weights, biases, 1e-3);
        int width = size.shape().size();
        for (int i = 0; i < BATCHES; i++) {
            float[] values = new float[batch * width];
            key.split("batch").fold(i).uniform(values, 0, values.length);
            for (int j = 0; j < values.length; j++) {
                values[j] = Math.round(values[j]);
            }
            batches.add(RawLibtorch.tensor(values, batch, width));
        }
    }

    @TearDown(Level.Trial)
    public void close() {
        model.close();
        batches.forEach(Tensor::close);
    }

    /** Takes steps; JMH divides by their number. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public int step() {
        for (int i = 0; i < STEPS; i++) {
            model.step(batches.get(next++ % BATCHES));
        }
        return next;
    }
}
