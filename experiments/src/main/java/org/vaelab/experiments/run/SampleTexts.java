// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.experiments.output.ExampleValues;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.TextSheet;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * The texts of a run: draws from the model, test texts with their reconstructions, and interpolations
 * between the codes of test texts. Draws follow the model; all others are decoded greedily.
 */
final class SampleTexts {

    private static final int SAMPLED = 20;
    private static final int RECONSTRUCTED = 10;
    private static final int PAIRS = 4;
    private static final int STEPS = 7;

    private final LatentVariableModel model;
    private final PreparedData data;
    private final ExampleValues values;
    private final RandomKey key;

    private SampleTexts(LatentVariableModel model, PreparedData data, RandomKey key) {
        this.model = model;
        this.data = data;
        this.values = ExampleValues.of(data);
        this.key = key;
    }

    /** Writes the files, if the data are texts. */
    static void write(LatentVariableModel model, PreparedData data, RandomKey key, RunFolder folder)
            throws IOException {
        if (data.vocabulary().isEmpty()) {
            return;
        }
        SampleTexts texts = new SampleTexts(model, data, key);
        Files.createDirectories(folder.samples());
        try (TensorScope scope = model.runtime().scope()) {
            new TextSheet(texts.samples()).write(folder.priorTexts());
            new TextSheet(texts.reconstructions()).write(folder.reconstructedTexts());
            Files.deleteIfExists(folder.interpolatedTexts());
            List<List<String>> interpolations = texts.interpolations();
            if (!interpolations.isEmpty()) {
                new TextSheet(interpolations).write(folder.interpolatedTexts());
            }
        }
    }

    private List<List<String>> samples() {
        Map<String, Tensor> given =
                new ConditionOption(model.generative(), data).inTurn(SAMPLED, model.runtime());
        return List.of(
                texts(new Generation(model, OutputValues.DRAWN).samples(key, given, SAMPLED)));
    }

    /** Returns a block for each of the first test texts: it, and its reconstruction. */
    private List<List<String>> reconstructions() {
        MiniBatch test = first(RECONSTRUCTED);
        List<String> originals = texts(values.of(test));
        List<String> decoded =
                texts(
                        new Generation(model, OutputValues.PREDICTED)
                                .reconstructions(values, test, key.split("reconstructions")));
        return IntStream.range(0, originals.size())
                .mapToObj(i -> List.of(originals.get(i), decoded.get(i)))
                .toList();
    }

    private MiniBatch first(int count) {
        Examples test = data.test().first(count);
        return new Chunks(test, test.size()).at(0);
    }

    /** Returns a block for each pair of test texts: the first, the decoded steps, and the second. */
    private List<List<String>> interpolations() {
        int pairs = Math.min(PAIRS, data.test().size() / 2);
        boolean walks =
                model.generative().latents().stream()
                        .allMatch(latent -> latent.space().walks().isPresent());
        if (pairs == 0 || !walks) {
            return List.of();
        }
        Examples test = data.test().first(2 * pairs);
        List<String> all = texts(new LatentWalks(model, data).interpolated(test, STEPS));
        int length = STEPS + 2;
        return IntStream.range(0, pairs)
                .mapToObj(i -> all.subList(i * length, (i + 1) * length))
                .toList();
    }

    private List<String> texts(float[][] rows) {
        return Arrays.stream(rows).map(values::text).toList();
    }
}
