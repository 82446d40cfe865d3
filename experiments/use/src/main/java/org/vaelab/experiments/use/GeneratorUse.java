// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Uses the encoder or the generator of a trained model separately.
 *
 * <p>The ending of a file's name chooses the format: a sheet of images, lines of texts, or a table
 * with one row per example ({@link ExampleFiles}).
 *
 * @param data the summary of the training data
 * @param test the test examples, from which a condition may be taken
 */
@Internal
public record GeneratorUse(LatentVariableModel model, DataSummary data, Supplier<Examples> test) {

    private static final int CHUNK = 500;
    private static final List<String> KINDS = List.of("original", "reconstruction");

    /** Uses a finished model, whose test data are loaded when they are needed. */
    public GeneratorUse(TrainedModel trained) {
        this(trained.model(), trained.summary(), () -> trained.data().test());
    }

    /** Returns walks through the latent space of this model. */
    public LatentWalks walks(OutputValues output) {
        return new LatentWalks(model, data, test, output);
    }

    /**
     * Writes the location of q(z given x) of each example. The columns are what the example is
     * called, its labels, and {@code z0}, {@code z1}, ... Categorical variables have the
     * probabilities of each category, {@code z0.0}, {@code z0.1}, ... Draws, and the location of a
     * point mass, have the one category of each, {@code z0}, {@code z1}, ...
     *
     * @throws IllegalArgumentException if the parameters of q are asked for, and q does not offer
     *     them
     */
    public void encode(
            Examples examples, CodeTable.Content content, EvaluationProgress progress, Path file)
            throws IOException {
        CodeTable.of(model, content).write(examples, content, progress, file);
    }

    /**
     * Writes x at the location of q(z given x) of each example. Its original is above it on a sheet
     * and between lines of text, and in the column {@code original} of a table of texts.
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
        new ExampleFiles(ExampleValues.of(data), file)
                .write(
                        new ExampleFiles.Layout(
                                OutputColumn.of(examples), KINDS, false, ExampleFile.COLUMNS),
                        sink -> reconstruct(key, examples, generation, progress, sink));
    }

    private void reconstruct(
            RandomKey key,
            Examples examples,
            Generation generation,
            EvaluationProgress progress,
            ExampleFile.Sink sink)
            throws IOException {
        ExampleValues values = ExampleValues.of(data);
        for (MiniBatch batch : new Chunks(examples, CHUNK)) {
            int first = batch.rows()[0];
            float[][] originals = values.of(batch);
            float[][] decoded =
                    generation.decoded(
                            values,
                            batch,
                            first == 0 ? key : key.fold(first),
                            JointPosterior::location);
            for (int i = 0; i < decoded.length; i++) {
                sink.add(OutputColumn.cells(examples, first + i), originals[i], decoded[i]);
            }
            progress.advanced("reconstructed", first + batch.size(), examples.size());
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
     *     column=value}, {@code test}, {@code each} or a file; labels that are not given are drawn
     *     by their shares among the training examples, values and exposures are those of test
     *     examples in turn
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
        write(
                new ExampleFiles(ExampleValues.of(data), file),
                ExampleFiles.Layout.of(ExampleFile.COLUMNS, List.of(OutputColumn.key("index"))),
                samples(key, count, condition, output),
                List::of);
    }

    /**
     * Writes x for draws z of q given some modalities, as {@link #draws} returns them, with the
     * inputs beside them. A sheet has a row for each input.
     *
     * @param count of draws of each input
     */
    public void sample(
            RandomKey key, Examples inputs, int count, Optional<OutputValues> output, Path file)
            throws IOException {
        Origin origin = inputs.origin();
        write(
                new ExampleFiles(ExampleValues.of(data), file),
                ExampleFiles.Layout.of(
                        count,
                        List.of(OutputColumn.key(origin.column()), OutputColumn.key("draw"))),
                draws(key, inputs, count, output),
                i -> List.of(origin.of().apply(i / count), i % count));
    }

    private static void write(
            ExampleFiles files,
            ExampleFiles.Layout layout,
            float[][] rows,
            IntFunction<List<?>> keys)
            throws IOException {
        files.write(
                layout,
                sink -> {
                    for (int i = 0; i < rows.length; i++) {
                        sink.add(keys.apply(i), rows[i]);
                    }
                });
    }

    /**
     * Returns x for draws of p(x given z), z from q given the observed modalities of each input. So
     * they are draws of the model's q, and follow p(x_a given x_b) as far as q is the posterior.
     * Observed modalities are as in the input. The draws depend on the input, and on how many equal
     * ones come before it.
     *
     * @param count of draws of each input; those of an input are one after the other
     */
    public float[][] draws(
            RandomKey key, Examples inputs, int count, Optional<OutputValues> output) {
        ExampleValues values = ExampleValues.of(data);
        Generation generation = new Generation(model, output.orElse(OutputValues.usual(values)));
        ExampleKeys keys = new ExampleKeys(model, key, true);
        List<float[]> all = new ArrayList<>();
        for (MiniBatch input : new Chunks(inputs, 1)) {
            RandomKey ofInput = keys.next(input);
            int[] copies = new int[count];
            Arrays.fill(copies, input.rows()[0]);
            for (MiniBatch batch : new Chunks(inputs.select(copies), CHUNK)) {
                RandomKey own = ofInput.fold(batch.rows()[0]);
                float[][] given = values.of(batch);
                float[][] drawn =
                        generation.decoded(values, batch, own, q -> CodeTable.drawn(q, own));
                for (int i = 0; i < drawn.length; i++) {
                    for (Modality each : data.modalities()) {
                        if (each.isObserved(given[i])) {
                            System.arraycopy(
                                    given[i], each.from(), drawn[i], each.from(), each.width());
                        }
                    }
                    all.add(drawn[i]);
                }
            }
        }
        return all.toArray(float[][]::new);
    }

    /** Returns x for draws z of the prior, as {@link #sample} writes it. */
    public float[][] samples(
            RandomKey key, int count, List<String> condition, Optional<OutputValues> output)
            throws IOException {
        ExampleValues values = ExampleValues.of(data);
        OutputValues chosen = output.orElse(OutputValues.usual(values));
        try (TensorScope scope = model.runtime().scope()) {
            Map<String, Tensor> given =
                    new ConditionOption(model.generative(), data, test)
                            .of(condition, count, Optional.of(key), model.runtime());
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
     * @param condition as in {@link #sample}, of all columns
     * @throws IllegalArgumentException if a column is not given
     */
    public float[][] decoded(float[][] codes, List<String> condition) throws IOException {
        try (TensorScope scope = model.runtime().scope()) {
            Map<String, Tensor> given =
                    new ConditionOption(model.generative(), data, test)
                            .of(condition, codes.length, Optional.empty(), model.runtime());
            Map<String, Tensor> seen = model.generative().condition().seen(given);
            Generation generation = new Generation(model, OutputValues.PREDICTED);
            return ExampleValues.of(data)
                    .of(
                            generation.decoded(
                                    RandomKey.of(0), CodeTable.of(model).latents(codes), seen),
                            given);
        }
    }

    /**
     * Returns x at the location of q(z given x) of each example, as {@link #reconstruct} writes it.
     */
    public float[][] reconstructions(RandomKey key, Examples examples, OutputValues output)
            throws IOException {
        List<float[]> rows = new ArrayList<>();
        reconstruct(
                key,
                examples,
                new Generation(model, output),
                EvaluationProgress.SILENT,
                (cells, kinds) -> rows.add(kinds[1]));
        return rows.toArray(float[][]::new);
    }
}
