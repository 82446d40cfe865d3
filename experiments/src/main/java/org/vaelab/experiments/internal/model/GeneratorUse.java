// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.internal.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.vaelab.experiments.model.Codes;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.SeriesPoint;
import org.vaelab.framework.record.internal.TextSheet;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Uses the encoder or the generator of a trained model separately.
 *
 * <p>The ending of a file's name chooses the format: a sheet of images, lines of texts, or a table with
 * one row per example ({@link ExampleFile}).
 *
 * @param data the summary of the training data
 * @param test the test examples, from which a condition may be taken
 */
public record GeneratorUse(LatentVariableModel model, DataSummary data, Supplier<Examples> test) {

    private static final int CHUNK = 500;

    /** Uses a finished model, whose test data are loaded when they are needed. */
    public GeneratorUse(TrainedModel trained) {
        this(trained.model(), trained.summary(), () -> trained.data().test());
    }

    /** Returns walks through the latent space of this model. */
    public LatentWalks walks(OutputValues output) {
        return new LatentWalks(model, data, test, output);
    }

    /**
     * Writes the location of q(z given x) of each example. The columns are what the example is called,
     * its labels, and {@code z0}, {@code z1}, ... Categorical variables have the probabilities of each
     * category, {@code z0.0}, {@code z0.1}, ... Draws, and the location of a point mass, have the one
     * category of each, {@code z0}, {@code z1}, ...
     *
     * @throws IllegalArgumentException if the parameters of q are asked for, and q does not offer them
     */
    public void encode(
            Examples examples, CodeTable.Content content, EvaluationProgress progress, Path file)
            throws IOException {
        CodeTable.of(model, content).write(examples, content, progress, file);
    }

    /**
     * Writes x at the location of q(z given x) of each example. Its original is above it on a sheet and
     * between lines of text, and in the column {@code original} of a table of texts.
     *
     * @param key of draws
     * @throws IllegalArgumentException if the model does not support the choice of x
     */
    public void reconstruct(
            RandomKey key,
            Examples examples,
            OutputValues output,
            EvaluationProgress progress,
            Path file)
            throws IOException {
        Generation generation = new Generation(model, output);
        ExampleValues values = ExampleValues.of(data);
        ExampleFile target = new ExampleFile(values, file);
        if (target.isSheet()) {
            MiniBatch batch = new Chunks(examples, examples.size()).at(0);
            float[][] decoded = generation.reconstructions(values, batch, key);
            target.write(List.of(values.of(batch), decoded));
            return;
        }
        if (target.isFigure()) {
            float[][] series = values.of(new Chunks(examples, examples.size()).at(0));
            SeriesRows.draw(
                    SeriesPoint.Kind.RECONSTRUCTIONS,
                    new SeriesRows(values, examples.origin())
                            .reconstructed(series, reconstructions(key, examples, output)),
                    file);
            return;
        }
        if (target.isOfLines()) {
            List<List<String>> pairs = new ArrayList<>();
            reconstruct(
                    key,
                    examples,
                    generation,
                    progress,
                    (cells, original, x) ->
                            pairs.add(List.of(values.text(original), values.text(x))));
            new TextSheet(pairs).write(file);
            return;
        }
        List<OutputColumn> keys = new ArrayList<>(OutputColumn.of(examples));
        if (values.areTexts()) {
            keys.add(OutputColumn.key("original"));
        }
        target.write(
                keys,
                sink ->
                        reconstruct(
                                key,
                                examples,
                                generation,
                                progress,
                                (cells, original, x) -> {
                                    List<String> row = new ArrayList<>(cells);
                                    if (values.areTexts()) {
                                        row.add(values.text(original));
                                    }
                                    sink.add(row, x);
                                }));
    }

    /** Takes a reconstruction. */
    @FunctionalInterface
    private interface Taker {
        void take(List<String> cells, float[] original, float[] x) throws IOException;
    }

    private void reconstruct(
            RandomKey key,
            Examples examples,
            Generation generation,
            EvaluationProgress progress,
            Taker taker)
            throws IOException {
        ExampleValues values = ExampleValues.of(data);
        int from = 0;
        for (MiniBatch batch : new Chunks(examples, CHUNK)) {
            float[][] originals = values.of(batch);
            float[][] decoded =
                    generation.reconstructions(values, batch, from == 0 ? key : key.fold(from));
            for (int i = 0; i < decoded.length; i++) {
                taker.take(OutputColumn.cells(examples, from), originals[i], decoded[i]);
                from++;
            }
            progress.advanced("reconstructed", from, examples.size());
        }
    }

    /** Returns the location of q(z given x) of each example, as {@link #encode} writes it. */
    public float[][] codes(Examples examples) {
        return CodeTable.of(model).locations(examples);
    }

    /**
     * Writes x for draws z of the prior.
     *
     * @param condition as in {@code --condition}: the value of a label column, {@code
     *     column=value}, {@code test} or a file; columns not given take the default
     * @param output how x is obtained; empty: it is drawn, and images are predicted
     * @throws IllegalArgumentException if the model has no such column, the column no such value,
     *     a file is invalid, or the model does not support the choice of x
     */
    public void sample(
            RandomKey key,
            int count,
            List<String> condition,
            Optional<OutputValues> output,
            Path file)
            throws IOException {
        ExampleValues values = ExampleValues.of(data);
        ExampleFile target = new ExampleFile(values, file);
        float[][] samples = samples(key, count, condition, output);
        if (target.isSheet()) {
            target.write(Math.min(ExampleFile.COLUMNS, count), samples);
        } else {
            target.write(samples);
        }
    }

    /** Returns x for draws z of the prior, as {@link #sample} writes it. */
    public float[][] samples(
            RandomKey key, int count, List<String> condition, Optional<OutputValues> output)
            throws IOException {
        ExampleValues values = ExampleValues.of(data);
        OutputValues chosen =
                output.orElse(values.areImages() ? OutputValues.PREDICTED : OutputValues.DRAWN);
        try (TensorScope scope = model.runtime().scope()) {
            Map<String, Tensor> given =
                    new ConditionOption(model.generative(), data, test)
                            .of(condition, count, model.runtime());
            return values.of(new Generation(model, chosen).samples(key, given, count), given);
        }
    }

    /** Returns q(z given x) of each example: its location, its parameters and some draws. */
    public Codes posterior(Examples examples, RandomKey key, int draws) {
        CodeTable.Content content = new CodeTable.Content(draws, true);
        return CodeTable.of(model, content).codes(examples, content, key);
    }

    /**
     * Returns what best predicts x of codes.
     *
     * @param codes [n, columns], as {@link #codes} returns them
     * @param condition as in {@link #samples}
     */
    public float[][] decoded(float[][] codes, List<String> condition) throws IOException {
        try (TensorScope scope = model.runtime().scope()) {
            Map<String, Tensor> given =
                    new ConditionOption(model.generative(), data, test)
                            .of(condition, codes.length, model.runtime());
            Map<String, Tensor> seen = model.generative().condition().seen(given);
            Generation generation = new Generation(model, OutputValues.PREDICTED);
            return ExampleValues.of(data)
                    .of(
                            generation.decoded(
                                    RandomKey.of(0), CodeTable.of(model).latents(codes), seen),
                            given);
        }
    }

    /** Returns x at the location of q(z given x) of each example, as {@link #reconstruct} writes it. */
    public float[][] reconstructions(RandomKey key, Examples examples, OutputValues output)
            throws IOException {
        List<float[]> rows = new ArrayList<>();
        reconstruct(
                key,
                examples,
                new Generation(model, output),
                EvaluationProgress.SILENT,
                (cells, original, x) -> rows.add(x));
        return rows.toArray(float[][]::new);
    }
}
