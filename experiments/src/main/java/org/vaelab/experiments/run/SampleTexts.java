// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.decoding.Decoding;
import org.vaelab.framework.decoding.Sampling;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.likelihood.TextDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.TextSheet;
import org.vaelab.framework.tensor.Shape;
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
    private final Vocabulary vocabulary;
    private final RandomKey key;

    private SampleTexts(
            LatentVariableModel model, PreparedData data, Vocabulary vocabulary, RandomKey key) {
        this.model = model;
        this.data = data;
        this.vocabulary = vocabulary;
        this.key = key;
    }

    /** Writes the files, if the data are texts. */
    static void write(LatentVariableModel model, PreparedData data, RandomKey key, RunFolder folder)
            throws IOException {
        if (data.vocabulary().isEmpty()) {
            return;
        }
        SampleTexts texts = new SampleTexts(model, data, data.vocabulary().get(), key);
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
        Latents z = model.generative().sample(key, SAMPLED, given);
        return List.of(decoded(z, given, Sampling.OF_MODEL));
    }

    private List<List<String>> reconstructions() {
        Examples test = data.test().first(RECONSTRUCTED);
        List<String> originals = originals(test);
        Batch batch = model.batch(new Chunks(test, test.size()).at(0));
        List<String> decoded = decoded(location(batch), batch.given(), Sampling.GREEDY);
        List<List<String>> pairs = new ArrayList<>();
        for (int i = 0; i < originals.size(); i++) {
            pairs.add(List.of(originals.get(i), decoded.get(i)));
        }
        return pairs;
    }

    private Latents location(Batch batch) {
        return model.infer(batch, key.split("reconstructions"), Phase.evaluation()).location();
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
        List<String> originals = originals(test);
        Batch batch = model.batch(new Chunks(test, test.size()).at(0));
        Latents z = location(batch);
        Map<String, Tensor> steps = new LinkedHashMap<>();
        for (LatentVariable latent : model.generative().latents()) {
            Tensor between =
                    LatentUnit.walks(latent)
                            .between(
                                    rows(z.z(latent.name()), 0, pairs),
                                    rows(z.z(latent.name()), 1, pairs),
                                    STEPS);
            steps.put(
                    latent.name(), between.reshape(between.shape().from(2).prepend(STEPS * pairs)));
        }
        Map<String, Tensor> given = new LinkedHashMap<>();
        batch.given().forEach((name, column) -> given.put(name, repeated(rows(column, 0, pairs))));
        List<String> decoded = decoded(Latents.of(steps), given, Sampling.GREEDY);
        List<List<String>> blocks = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            List<String> block = new ArrayList<>(List.of(originals.get(2 * i)));
            for (int k = 0; k < STEPS; k++) {
                block.add(decoded.get(k * pairs + i));
            }
            block.add(originals.get(2 * i + 1));
            blocks.add(block);
        }
        return blocks;
    }

    /** Returns every other row: those of the first, or of the second texts of pairs. */
    private Tensor rows(Tensor all, int from, int pairs) {
        int[] places = new int[pairs];
        Arrays.setAll(places, i -> from + 2 * i);
        return all.gather(0, model.runtime().indices(places, Shape.of(pairs)));
    }

    private static Tensor repeated(Tensor rows) {
        Tensor[] copies = new Tensor[STEPS];
        Arrays.fill(copies, rows);
        return Tensor.concatenate(List.of(copies), 0);
    }

    private List<String> originals(Examples examples) {
        float[] row = new float[examples.width()];
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            texts.add(vocabulary.text(row));
        }
        return texts;
    }

    private List<String> decoded(Latents z, Map<String, Tensor> given, Decoding decoding) {
        OutputDistribution output = model.generative().output(z, given);
        int width = model.shape().size();
        if (output instanceof TextDistribution texts) {
            return decoding.decode(texts.start(), key.split("texts")).stream()
                    .map(text -> vocabulary.text(text.values(width)))
                    .toList();
        }
        float[] drawn = output.sample(key.split("texts")).readFloats();
        List<String> all = new ArrayList<>();
        for (int from = 0; from < drawn.length; from += width) {
            all.add(vocabulary.text(Arrays.copyOfRange(drawn, from, from + width)));
        }
        return all;
    }
}
