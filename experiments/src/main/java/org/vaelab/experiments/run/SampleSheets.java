// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.experiments.output.ExampleFile;
import org.vaelab.experiments.output.ExampleValues;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/** The images of a run: test data with their reconstructions, and prior samples. */
final class SampleSheets {

    private static final int RECONSTRUCTED = 20;
    private static final int SAMPLED = 50;
    private static final int TILE = 64;
    private static final int MOST_ROWS = 512;
    private static final long VALUES_AT_ONCE = 1L << 24;

    private SampleSheets() {}

    /**
     * Writes both sheets, if the data are images of one or three channels.
     *
     * @param key for the prior samples, and for draws if an observation has no mean
     */
    static void write(LatentVariableModel model, PreparedData data, RandomKey key, RunFolder folder)
            throws IOException {
        ExampleValues values = ExampleValues.of(data);
        if (!values.areImages()) {
            return;
        }
        Files.createDirectories(folder.samples());
        Examples test = data.test();
        int count = Math.min(RECONSTRUCTED, test.size());
        if (count > 0) {
            MiniBatch batch = new Chunks(test.first(count), count).at(0);
            RandomKey own = key.split("reconstructions");
            new ExampleFile(values, folder.reconstructionSheet())
                    .write(
                            ExampleFile.COLUMNS,
                            List.of(values.of(batch), reconstructions(model, values, batch, own)));
        }
        try (TensorScope scope = model.runtime().scope()) {
            Map<String, Tensor> given =
                    new ConditionOption(model.generative(), data).inTurn(SAMPLED, model.runtime());
            new ExampleFile(values, folder.priorSheet())
                    .write(
                            ExampleFile.COLUMNS,
                            values.of(samples(model, key, given, SAMPLED), given));
        }
    }

    /**
     * Returns what best predicts x, such as E[x given z, c], at the location of q(z given x, c), one row per example, with the
     * condition. If the mean has no closed form, it returns one draw of x each.
     */
    static float[][] reconstructions(
            LatentVariableModel model, ExampleValues values, MiniBatch examples, RandomKey key) {
        try (TensorScope scope = model.runtime().scope()) {
            Batch batch = model.batch(examples);
            Latents z = model.infer(batch, key, Phase.evaluation()).location();
            float[][] decoded =
                    ExampleValues.rows(
                            shown(model.generative().output(z, batch.given()), key),
                            examples.size(),
                            model.shape().size());
            return values.of(decoded, examples::given);
        }
    }

    /**
     * Returns E[x given z, c] for draws z of the prior, one row per draw. If the mean has no closed
     * form, it returns one draw of x each.
     *
     * <p>All z are drawn at once. Means are computed in blocks of rows that fit the memory, with
     * identical bits. Draws of x are not, because they share one key.
     */
    static float[][] samples(
            LatentVariableModel model, RandomKey key, Map<String, Tensor> given, int count) {
        return decoded(model, key.split("x"), model.generative().sample(key, count, given), given);
    }

    /** Returns draws of p(x given z, c) for draws z of the prior, one row per draw. */
    static float[][] draws(
            LatentVariableModel model, RandomKey key, Map<String, Tensor> given, int count) {
        Latents z = model.generative().sample(key, count, given);
        return inBlocks(
                        model,
                        z,
                        given,
                        (p, first) -> Optional.of(p.sample(key.split("x").fold(first))))
                .orElseThrow();
    }

    /**
     * Returns E[x given z, c], one row for each z. If the mean has no closed form, it returns one
     * draw of x each.
     *
     * @param key for such draws
     * @param z [n, event] of each variable
     * @param given [n, width] of each column
     */
    static float[][] decoded(
            LatentVariableModel model, RandomKey key, Latents z, Map<String, Tensor> given) {
        return inBlocks(model, z, given, (p, first) -> p.prediction())
                .orElseGet(() -> drawnTogether(model, key, z, given));
    }

    private static float[][] drawnTogether(
            LatentVariableModel model, RandomKey key, Latents z, Map<String, Tensor> given) {
        try (TensorScope scope = model.runtime().scope()) {
            float[] drawn = model.generative().output(z, given).sample(key).readFloats();
            return ExampleValues.rows(drawn, count(model, z), model.shape().size());
        }
    }

    /** Gives values of x for a block of z, the first of which has a number; or none. */
    private interface OfBlock {
        Optional<Tensor> of(OutputDistribution p, int first);
    }

    /** Returns the values of x, one row for each z; empty if a block has none. */
    private static Optional<float[][]> inBlocks(
            LatentVariableModel model, Latents z, Map<String, Tensor> given, OfBlock values) {
        GenerativeModel generative = model.generative();
        int count = count(model, z);
        int block = rowsAtOnce(generative);
        List<float[]> rows = new ArrayList<>();
        for (int from = 0; from < count; from += block) {
            int first = from;
            int last = Math.min(count, from + block);
            try (TensorScope scope = model.runtime().scope()) {
                Map<String, Tensor> part = new LinkedHashMap<>();
                given.forEach((name, column) -> part.put(name, column.slice(0, first, last)));
                Optional<Tensor> x =
                        values.of(generative.output(z.slice(first, last), part), first);
                if (x.isEmpty()) {
                    return Optional.empty();
                }
                rows.addAll(
                        List.of(
                                ExampleValues.rows(
                                        x.get().readFloats(), last - first, model.shape().size())));
            }
        }
        return Optional.of(rows.toArray(float[][]::new));
    }

    private static int count(LatentVariableModel model, Latents z) {
        return z.z(model.generative().latents().get(0).name()).shape().extent(0);
    }

    /**
     * Returns a multiple of the tile size of matrix products, so that results do not depend on it.
     */
    private static int rowsAtOnce(GenerativeModel model) {
        long fit = Math.min(MOST_ROWS, VALUES_AT_ONCE / Math.max(1, model.heldPerRow()));
        return (int) Math.max(TILE, fit / TILE * TILE);
    }

    private static float[] shown(OutputDistribution observation, RandomKey key) {
        return observation.prediction().orElseGet(() -> observation.sample(key)).readFloats();
    }
}
