// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.Tempering;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Values of x that a model generates, one row for each z. They are computed in blocks of rows that
 * fit the memory. Means have the same bits in blocks as all at once; draws of different blocks have
 * different keys.
 */
record Generation(LatentVariableModel model, OutputValues output) {

    private static final int TILE = 64;
    private static final int MOST_ROWS = 512;
    private static final long VALUES_AT_ONCE = 1L << 24;

    /**
     * Returns x for draws z of the prior, which are all drawn at once.
     *
     * @param temperature of {@link Tempering}; 1: draws of the model itself
     * @param given [n, width] of each column, as {@link Conditioning#unseen} has it
     */
    public float[][] samples(
            RandomKey key, Map<String, Tensor> given, int count, double temperature) {
        GenerativeModel generative = model.generative();
        Map<String, Tensor> seen = generative.condition().seen(given);
        Latents z =
                temperature == 1
                        ? generative.sample(key, count, seen)
                        : new Tempering(generative, temperature).sample(key, count, seen);
        return decoded(key.split("x"), z, seen);
    }

    /**
     * Returns x at one z of q(z given x, c) of each example, with its condition.
     *
     * @param chosen z of q, [n, event] of each variable, given the columns of the condition
     */
    float[][] decoded(
            ExampleValues values,
            MiniBatch examples,
            RandomKey key,
            BiFunction<JointPosterior, Map<String, Tensor>, Latents> chosen) {
        try (TensorScope scope = model.runtime().scope()) {
            Batch batch = model.batch(examples);
            Latents z = chosen.apply(model.infer(batch, key, Phase.evaluation()), batch.given());
            return values.of(decoded(key, z, batch.given()), examples::given);
        }
    }

    /**
     * Returns x for given z.
     *
     * @param key of draws
     * @param z [n, event] of each variable
     * @param given [n, width] of each column
     */
    float[][] decoded(RandomKey key, Latents z, Map<String, Tensor> given) {
        GenerativeModel generative = model.generative();
        int count = z.z(generative.latents().get(0).name()).shape().extent(0);
        int block = rowsAtOnce(generative);
        List<float[]> rows = new ArrayList<>();
        for (int from = 0; from < count; from += block) {
            int first = from;
            int last = Math.min(count, from + block);
            try (TensorScope scope = model.runtime().scope()) {
                Map<String, Tensor> part = new LinkedHashMap<>();
                given.forEach((name, column) -> part.put(name, column.slice(0, first, last)));
                float[] x =
                        output.of(
                                generative.output(z.slice(first, last), part),
                                last - first,
                                first == 0 ? key : key.fold(first));
                rows.addAll(List.of(ExampleValues.rows(x, last - first, model.shape().size())));
            }
        }
        return rows.toArray(float[][]::new);
    }

    /**
     * Returns a multiple of the tile size of matrix products, so that results do not depend on it.
     */
    private static int rowsAtOnce(GenerativeModel model) {
        long fit = Math.min(MOST_ROWS, VALUES_AT_ONCE / Math.max(1, model.heldPerRow()));
        return (int) Math.max(TILE, fit / TILE * TILE);
    }
}
