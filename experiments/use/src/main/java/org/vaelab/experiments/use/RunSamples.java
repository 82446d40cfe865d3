// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form.Display;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.ModalitySamples;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.SeriesPoint;
import org.vaelab.framework.record.TextSheet;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * The images, texts or series of a run: draws from the model, and test data with their
 * reconstructions; of texts also interpolations between the codes of test texts, of series also
 * predictions of hidden numbers, of several modalities also draws given each one. Drawn texts
 * follow the model. Images are what best predicts x, and all other texts are decoded greedily.
 */
@Internal
public final class RunSamples {

    private static final int IMAGES = 20;
    private static final int DRAWN_IMAGES = 50;
    private static final int TEXTS = 10;
    private static final int DRAWN_TEXTS = 20;
    private static final int PAIRS = 4;
    private static final int STEPS = 7;
    private static final int SERIES = 3;
    private static final int DRAWN_MODALITIES = 6;
    private static final int INPUTS = 5;
    private static final int DRAWN_OF_INPUT = 2;
    private static final Origin DRAWN = Origin.numbered("series", i -> "draw " + (i + 1));

    /** The share of the numbers of a series that are hidden and predicted. */
    private static final double HIDDEN = 0.2;

    /** Of each hidden number. */
    private static final int DRAWS = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(RunSamples.class);

    private final LatentVariableModel model;
    private final PreparedData data;
    private final ExampleValues values;
    private final Generator generator;
    private final RandomKey key;
    private final RunFolder folder;

    private RunSamples(
            LatentVariableModel model, PreparedData data, RandomKey key, RunFolder folder) {
        this.model = model;
        this.data = data;
        this.values = ExampleValues.of(data);
        this.generator = new Generator(model, data, data::test, EvaluationProgress.SILENT);
        this.key = key;
        this.folder = folder;
    }

    /**
     * Writes the files, if the data are images of one or three channels, texts, series, or several
     * modalities.
     *
     * @param fitsSubsets whether the model was trained on some modalities without the others
     * @return the reason for each file of series or modalities that is left out
     */
    public static Map<String, String> write(
            LatentVariableModel model,
            boolean fitsSubsets,
            PreparedData data,
            RandomKey key,
            RunFolder folder)
            throws IOException {
        RunSamples samples = new RunSamples(model, data, key, folder);
        return switch (samples.values.display()) {
            case IMAGES -> samples.writeImages();
            case TEXTS -> samples.writeTexts();
            case SERIES -> samples.writeSeries();
            case MODALITIES -> samples.writeModalities(fitsSubsets);
            case ROWS -> Map.of();
        };
    }

    /**
     * Writes draws of the prior, and draws given each modality of the first test examples that have
     * all.
     */
    private Map<String, String> writeModalities(boolean fitsSubsets) throws IOException {
        samples(key.split("prior"), DRAWN_MODALITIES).unlabelled().to(folder.priorModalities());
        int[] whole = Modality.observed(data.test(), data.form().modalities());
        int inputs = fitsSubsets ? Math.min(INPUTS, whole.length) : 0;
        for (Modality given : inputs == 0 ? List.<Modality>of() : data.form().modalities()) {
            Examples test = data.test().select(Arrays.copyOf(whole, inputs));
            RandomKey own = key.split("given").split(given.name());
            Generated.samplesGiven(() -> generator, own, given.alone(test), DRAWN_OF_INPUT)
                    .to(folder.drawnGiven(given.name()));
        }
        List<ModalitySamples.Written> forms =
                values.parts().entrySet().stream()
                        .map(part -> form(part.getKey(), part.getValue()))
                        .toList();
        folder.modalities()
                .write(new ModalitySamples(forms, DRAWN_MODALITIES, inputs, DRAWN_OF_INPUT));
        return fitsSubsets
                ? Map.of()
                : Map.of(
                        "samples/given",
                        "the model was not trained on some modalities without the others");
    }

    private static ModalitySamples.Written form(String name, ExampleValues values) {
        DataShape shape = values.shape();
        return new ModalitySamples.Written(
                name,
                values.display().ending(),
                values.display() == Display.IMAGES ? shape.channels() : 0,
                shape.height(),
                shape.width());
    }

    private Map<String, String> writeSeries() {
        Map<String, String> leftOut = new LinkedHashMap<>();
        for (SeriesPoint.Kind kind : SeriesPoint.Kind.values()) {
            try {
                Files.deleteIfExists(folder.series(kind));
                folder.writeSeries(kind, series(kind, key.split(kind.id())));
            } catch (IllegalArgumentException e) {
                leftOut.put(kind.file(), String.valueOf(e.getMessage()));
            } catch (IOException | RuntimeException | Error e) {
                LOG.warn("{} is left out", kind.file(), e);
                leftOut.put(kind.file(), "failed: " + e);
            }
        }
        return leftOut;
    }

    /** Returns the first test series, or windows that lie apart: neighbours are nearly equal. */
    private Examples shown() {
        Examples test = data.test();
        int count = Math.min(SERIES, test.size());
        boolean areWindows = test.origin().windows().isPresent();
        return areWindows
                ? test.select(IntStream.range(0, count).map(i -> i * test.size() / count).toArray())
                : test.first(count);
    }

    /**
     * Returns what the model says of some test series.
     *
     * @throws IllegalArgumentException if it cannot, with the reason
     */
    private List<SeriesPoint> series(SeriesPoint.Kind kind, RandomKey own) throws IOException {
        Examples test = shown();
        EvaluationProgress silent = EvaluationProgress.SILENT;
        SeriesRows rows = new SeriesRows(values, test.origin());
        return switch (kind) {
            case PRIOR -> new SeriesRows(values, DRAWN).generated(samples(own, SERIES).modelled());
            case RECONSTRUCTIONS ->
                    rows.reconstructed(
                            values.of(new Chunks(test, test.size()).at(0)),
                            reconstructions(own, test).modelled());
            case FORECASTS ->
                    new SeriesPredictions(model, data, DRAWS)
                            .forecast(test, length -> length / 2, true, own, silent)
                            .reliable();
            case GAPS -> {
                double[] uniform = own.split("hidden").uniform(test.size() * test.width());
                boolean[] seen = new boolean[uniform.length];
                for (int j = 0; j < seen.length; j++) {
                    seen[j] = uniform[j] > HIDDEN;
                }
                yield new SeriesPredictions(model, data, DRAWS)
                        .missing(test, seen, own, silent)
                        .reliable();
            }
        };
    }

    private Map<String, String> writeImages() throws IOException {
        Files.createDirectories(folder.samples());
        if (data.test().size() > 0) {
            reconstruct(Math.min(IMAGES, data.test().size()), folder.reconstructionSheet());
        }
        samples(key, DRAWN_IMAGES).predicted().to(folder.priorSheet());
        return Map.of();
    }

    /** Returns draws of the prior, with each label in turn. */
    private Generated samples(RandomKey own, int count) {
        return Generated.samples(
                () -> generator, own, count, 1, Condition.read(List.of(ConditionOption.EACH)));
    }

    private Generated reconstructions(RandomKey own, Examples test) {
        return Generated.reconstructions(() -> generator, own, test, Generated.Point.LOCATION);
    }

    private Map<String, String> writeTexts() throws IOException {
        Files.createDirectories(folder.samples());
        try (TensorScope scope = model.runtime().scope()) {
            Map<String, Tensor> given =
                    new ConditionOption(model.generative(), data)
                            .inTurn(DRAWN_TEXTS, model.runtime());
            float[][] drawn =
                    new Generation(model, OutputValues.DRAWN).samples(key, given, DRAWN_TEXTS, 1);
            new TextSheet(List.of(texts(drawn))).write(folder.priorTexts());
            reconstruct(TEXTS, folder.reconstructedTexts());
            Files.deleteIfExists(folder.interpolatedTexts());
            List<List<String>> interpolations = interpolations();
            if (!interpolations.isEmpty()) {
                new TextSheet(interpolations).write(folder.interpolatedTexts());
            }
        }
        return Map.of();
    }

    private void reconstruct(int count, Path file) throws IOException {
        reconstructions(key.split("reconstructions"), data.test().first(count)).to(file);
    }

    /**
     * Returns a block for each pair of test texts: the first, the decoded steps, and the second.
     */
    private List<List<String>> interpolations() {
        int pairs = Math.min(PAIRS, data.test().size() / 2);
        boolean walks =
                model.generative().latents().stream()
                        .allMatch(latent -> latent.space().walks().isPresent());
        if (pairs == 0 || !walks) {
            return List.of();
        }
        Examples test = data.test().first(2 * pairs);
        List<String> all = texts(generator.walks(OutputValues.PREDICTED).interpolated(test, STEPS));
        int length = STEPS + 2;
        return IntStream.range(0, pairs)
                .mapToObj(i -> all.subList(i * length, (i + 1) * length))
                .toList();
    }

    private List<String> texts(float[][] rows) {
        return Arrays.stream(rows).map(values::text).toList();
    }
}
