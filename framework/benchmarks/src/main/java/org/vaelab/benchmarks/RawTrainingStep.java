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
 * The step of {@link TrainingStep} on {@link RawLibtorch}. It is spared what the trainer does
 * besides: its batches are binarised beforehand and lie in libtorch's memory, no loss is read, and
 * nothing is checked.
 */
public class RawTrainingStep extends StepBenchmark {

    private static final int STEPS = 100;
    private static final int BATCHES = 50;
    private static final int WIDTH = 784;

    private RawLibtorch model;
    private final List<Tensor> batches = new ArrayList<>();
    private int next;

    /** Draws data and weights. */
    @Setup(Level.Trial)
    public void open() {
        RawLibtorch.setThreads(threads);
        RandomKey key = RandomKey.of(1);
        List<float[]> weights = new ArrayList<>();
        List<float[]> biases = new ArrayList<>();
        for (int[] layer : ModelSize.of(network).denseLayers()) {
            float[] weight = new float[layer[0] * layer[1]];
            key.fold(weights.size()).normal(weight, 0, weight.length);
            for (int i = 0; i < weight.length; i++) {
                weight[i] /= (float) Math.sqrt(layer[0]);
            }
            weights.add(weight);
            biases.add(new float[layer[1]]);
        }
        ModelSize size = ModelSize.of(network);
        int hidden = size.network().hidden().get(0);
        int[] widths = {WIDTH, hidden, hidden, size.latent()};
        model = new RawLibtorch(widths, weights, biases, 1e-3);
        for (int i = 0; i < BATCHES; i++) {
            float[] values = new float[batch * WIDTH];
            key.split("batch").fold(i).uniform(values, 0, values.length);
            for (int j = 0; j < values.length; j++) {
                values[j] = Math.round(values[j]);
            }
            batches.add(RawLibtorch.tensor(values, batch, WIDTH));
        }
    }

    /** Frees native memory. */
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
