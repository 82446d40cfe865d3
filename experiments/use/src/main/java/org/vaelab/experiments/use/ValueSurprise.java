// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.Arrays;
import java.util.Optional;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * How surprising each value of an example is: {@code -log p(x_d given z)} in nats, z being the
 * location of q(z given x). NaN for a missing value.
 */
record ValueSurprise(LatentVariableModel model) {

    /** Keeps a value that never varied from an infinite deviation. */
    private static final double LEAST_DEVIATION = 1e-6;

    /**
     * Mean and standard deviation of the surprise of each value over validation examples.
     *
     * @param mean [D]
     * @param deviation [D]
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    public record Usual(double[] mean, double[] deviation) {

        /** Returns by how many standard deviations a surprise is above its mean; NaN if missing. */
        public double excess(int value, double surprise) {
            return (surprise - mean[value]) / Math.max(deviation[value], LEAST_DEVIATION);
        }
    }

    /** Receives the surprises of an example. */
    @FunctionalInterface
    public interface Sink {
        void add(int example, double[] surprises);
    }

    /** Returns whether the likelihood gives densities of single values. */
    public boolean isKnown() {
        return model.properties().hasValueDensities();
    }

    private Optional<Tensor> surprises(Batch batch, RandomKey key) {
        Latents z = model.infer(batch, key, Phase.evaluation()).location();
        return model.generative().output(z, batch.given()).byValue(batch.x()).map(Tensor::neg);
    }

    /**
     * Computes the surprises of all examples, in order, each alone and under a key of its content.
     */
    public void of(Examples examples, Sink sink) {
        for (MiniBatch one : new Chunks(examples, 1)) {
            double[] all;
            try (TensorScope scope = model.runtime().scope()) {
                RandomKey key = RandomKey.of(0).fold(model.content(one, 0));
                all = surprises(model.batch(one), key).orElseThrow().readDoubles();
            }
            float[] x = one.values();
            Arrays.setAll(all, d -> Float.isNaN(x[d]) ? Double.NaN : all[d]);
            sink.add(one.rows()[0], all);
        }
    }

    /** Returns what is usual for validation examples. */
    public Usual usual(Examples validation) {
        int width = model.shape().size();
        double[] sums = new double[width];
        double[] squares = new double[width];
        int[] counts = new int[width];
        of(
                validation,
                (example, surprises) -> {
                    for (int d = 0; d < width; d++) {
                        if (!Double.isNaN(surprises[d])) {
                            counts[d]++;
                            double before = surprises[d] - sums[d];
                            sums[d] += before / counts[d];
                            squares[d] += before * (surprises[d] - sums[d]);
                        }
                    }
                });
        double[] deviation = new double[width];
        Arrays.setAll(deviation, d -> Math.sqrt(squares[d] / Math.max(1, counts[d] - 1)));
        return new Usual(sums, deviation);
    }
}
