// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.decoding.DecodingText;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Values of x that a {@link Model} generates: samples, reconstructions, interpolations, decoded
 * codes. {@link #rows} returns them, {@link #to} writes them to a file. They are computed then, and
 * the model must be open.
 *
 * <pre>{@code
 * model.sample(RandomKey.of(1), 64).to(Path.of("samples.png"));
 * double[][] texts = model.reconstruct(model.test()).decoding("beam(width=5)").rows();
 * double[] bounds = model.score(model.sample(RandomKey.of(1), 64)).elbo(); // in nats
 * }</pre>
 *
 * <p>What best predicts a count is a mean, which is no count: {@link #drawn} gives counts.
 */
public final class Generated implements HasRows {

    private static final int CHUNK = 500;

    /** The examples that are generated. */
    @FunctionalInterface
    private interface Work {

        /** Returns the examples, of which some may be computed while they are given. */
        Given<ExampleFiles.Sink> of(Generator generator, OutputValues output) throws IOException;
    }

    private final Supplier<Generator> generator;
    private final ExampleFiles.Layout layout;
    private final OutputValues output;
    private final Work work;

    private Generated(
            Supplier<Generator> generator,
            ExampleFiles.Layout layout,
            OutputValues output,
            Work work) {
        this.generator = generator;
        this.layout = layout;
        this.output = output;
        this.work = work;
    }

    private static OutputValues usual(Supplier<Generator> generator) {
        return OutputValues.usual(generator.get().values());
    }

    private static ExampleFiles.Layout numbered(List<Conditioning.Label> labels) {
        List<Field> keys = new ArrayList<>(List.of(Field.text("index")));
        labels.forEach(label -> keys.add(Field.text(label.name())));
        return ExampleFiles.Layout.of(ExampleFiles.COLUMNS, keys);
    }

    /** Computes x from the columns of a condition. */
    @FunctionalInterface
    private interface Decoding {
        float[][] of(Generator generator, OutputValues output, Map<String, Tensor> given);
    }

    /** Returns rows with their number and the labels of a condition. */
    private static Generated conditioned(
            Supplier<Generator> generator,
            RandomKey key,
            int count,
            Condition chosen,
            OutputValues output,
            Decoding decoding) {
        List<Conditioning.Label> labels =
                generator.get().condition().given(chosen, count, key, generator.get().model());
        return new Generated(
                generator,
                numbered(labels),
                output,
                (of, how) -> {
                    try (TensorScope scope = of.model().runtime().scope()) {
                        Map<String, Tensor> given = of.given(chosen, count, key);
                        float[][] x = of.values().of(decoding.of(of, how, given), given);
                        List<List<String>> names = new ArrayList<>();
                        labels.forEach(label -> names.add(ConditionOption.names(label, given)));
                        return given(
                                x,
                                i -> {
                                    List<Object> cells = new ArrayList<>(List.of(i));
                                    names.forEach(each -> cells.add(each.get(i)));
                                    return cells;
                                });
                    }
                });
    }

    /** Returns these values without their labels in a file. */
    Generated unlabelled() {
        Work whole = work;
        return new Generated(
                generator,
                numbered(List.of()),
                output,
                (of, how) ->
                        sink -> whole.of(of, how).to((keys, x) -> sink.add(keys.subList(0, 1), x)));
    }

    /** Returns draws z of the prior, decoded. */
    static Generated samples(
            Supplier<Generator> generator,
            RandomKey key,
            int count,
            double temperature,
            Condition chosen) {
        return conditioned(
                generator,
                key,
                count,
                chosen,
                usual(generator),
                (of, how, given) ->
                        new Generation(of.model(), how).samples(key, given, count, temperature));
    }

    /** Returns draws z of q given the observed modalities of each input, decoded. */
    static Generated samplesGiven(
            Supplier<Generator> generator, RandomKey key, Examples inputs, int count) {
        Origin origin = inputs.origin();
        return new Generated(
                generator,
                ExampleFiles.Layout.of(
                        count, List.of(Field.text(origin.column()), Field.text("draw"))),
                usual(generator),
                (of, output) ->
                        given(
                                samplesGiven(of, output, key, inputs, count),
                                i -> List.of(origin.of().apply(i / count), i % count)));
    }

    private static float[][] samplesGiven(
            Generator of, OutputValues output, RandomKey key, Examples inputs, int count) {
        ExampleValues values = of.values();
        Generation generation = new Generation(of.model(), output);
        ExampleKeys keys = new ExampleKeys(of.model(), key, true);
        List<float[]> all = new ArrayList<>();
        for (MiniBatch input : new Chunks(inputs, 1)) {
            RandomKey ofInput = keys.next(input);
            int[] copies = new int[count];
            Arrays.fill(copies, input.rows()[0]);
            for (MiniBatch batch : new Chunks(inputs.select(copies), CHUNK)) {
                RandomKey own = ofInput.fold(batch.rows()[0]);
                float[][] given = values.of(batch);
                float[][] drawn =
                        generation.decoded(values, batch, own, (q, c) -> CodeTable.drawn(q, own));
                for (int i = 0; i < drawn.length; i++) {
                    for (Modality each : of.data().form().modalities()) {
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

    /** A choice of z by q of an example and its condition. */
    @FunctionalInterface
    interface Point {
        Point LOCATION = (model, q, given) -> q.location();

        Latents of(GenerativeModel model, JointPosterior q, Map<String, Tensor> given);
    }

    /** Returns x at one z of q of each example, block by block. */
    static Generated reconstructions(
            Supplier<Generator> generator, RandomKey key, Examples examples, Point point) {
        return new Generated(
                generator,
                new ExampleFiles.Layout(
                        OutputTable.keys(examples),
                        List.of("original", "reconstruction"),
                        false,
                        ExampleFiles.COLUMNS),
                OutputValues.PREDICTED,
                (of, output) -> sink -> reconstruct(of, output, key, examples, point, sink));
    }

    private static void reconstruct(
            Generator of,
            OutputValues output,
            RandomKey key,
            Examples examples,
            Point point,
            ExampleFiles.Sink sink)
            throws IOException {
        GenerativeModel generative = of.model().generative();
        Generation generation = new Generation(of.model(), output);
        ExampleValues values = of.values();
        for (MiniBatch batch : new Chunks(examples, CHUNK)) {
            int first = batch.rows()[0];
            float[][] originals = values.of(batch);
            float[][] decoded =
                    generation.decoded(
                            values,
                            batch,
                            first == 0 ? key : key.fold(first),
                            (q, given) -> point.of(generative, q, given));
            for (int i = 0; i < decoded.length; i++) {
                sink.add(OutputTable.keys(examples, first + i), originals[i], decoded[i]);
            }
            of.progress().advanced("reconstructed", first + batch.size(), examples.size());
        }
    }

    /** Returns the steps between the first and the second example of each pair. */
    static Generated interpolations(Supplier<Generator> generator, Examples pairs, int steps) {
        int rows = steps + 2;
        return new Generated(
                generator,
                ExampleFiles.Layout.of(rows, List.of(Field.text("pair"), Field.text("step"))),
                OutputValues.PREDICTED,
                (of, output) ->
                        given(
                                of.walks(output).interpolated(pairs, steps),
                                i -> List.of(i / rows, step(i % rows, steps))));
    }

    private static Object step(int row, int steps) {
        return row == 0 ? "first" : row > steps ? "second" : row - 1;
    }

    /** Returns x of codes. */
    static Generated decoded(Supplier<Generator> generator, float[][] codes, Condition chosen) {
        RandomKey key = RandomKey.of(0);
        return conditioned(
                generator,
                key,
                codes.length,
                chosen,
                OutputValues.PREDICTED,
                (of, how, given) ->
                        new Generation(of.model(), how)
                                .decoded(
                                        key,
                                        CodeTable.of(of.model()).latents(codes),
                                        of.model().generative().condition().seen(given)));
    }

    private static Given<ExampleFiles.Sink> given(float[][] rows, IntFunction<List<?>> keys) {
        return sink -> {
            for (int i = 0; i < rows.length; i++) {
                sink.add(keys.apply(i), rows[i]);
            }
        };
    }

    Generated with(OutputValues other) {
        return new Generated(generator, layout, other, work);
    }

    /** Returns whether these are what best predicts x, which may be no value of x. */
    boolean isPredicted() {
        return output == OutputValues.PREDICTED;
    }

    /** Returns draws of p(x given z) in the place of other values. */
    public Generated drawn() {
        return with(OutputValues.DRAWN);
    }

    /** Returns the mean of p(x given z) or the greedy text; a draw where neither is known. */
    public Generated predicted() {
        return with(OutputValues.PREDICTED);
    }

    /**
     * Returns texts that a rule chooses, and what best predicts other modalities.
     *
     * @param rule {@code greedy}, {@code sample(temperature=0.7, topK=40, topP=0.9)} or {@code
     *     beam(width=5, alpha=0.6)}
     * @throws IllegalArgumentException if it is none of these; and when texts are computed, if the
     *     model generates none token by token
     */
    public Generated decoding(String rule) {
        return with(OutputValues.decodedBy(DecodingText.read(rule)));
    }

    /**
     * Returns the values in the units of the user's data, [n, D].
     *
     * @throws IllegalArgumentException if the model does not support it
     * @throws UncheckedIOException if a file of conditions cannot be read
     */
    public double[][] rows() {
        try {
            return generator.get().values().exact(modelled());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Rows asRows() {
        // The keys of a row after the first are its labels.
        List<List<String>> labels = new ArrayList<>();
        layout.keys().forEach(key -> labels.add(new ArrayList<>()));
        List<float[]> rows = new ArrayList<>();
        try {
            work.of(generator.get(), output)
                    .to(
                            (keys, kinds) -> {
                                rows.add(kinds[kinds.length - 1]);
                                for (int c = 0; c < keys.size(); c++) {
                                    labels.get(c).add(keys.get(c).toString());
                                }
                            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Rows all = Rows.of("rows", generator.get().values().exact(rows.toArray(float[][]::new)));
        for (int c = 1; c < labels.size(); c++) {
            all = all.given(layout.keys().get(c).name(), labels.get(c));
        }
        return all;
    }

    /** Returns the values on the scale of the model. */
    float[][] modelled() throws IOException {
        List<float[]> rows = new ArrayList<>();
        work.of(generator.get(), output).to((keys, kinds) -> rows.add(kinds[kinds.length - 1]));
        return rows.toArray(float[][]::new);
    }

    /**
     * Writes the values. The ending of the file's name chooses the format: {@code .png} for images,
     * {@code .txt} for texts, {@code .csv}, {@code .tsv}, {@code .npy}, {@code .parquet} or {@code
     * .h5ad}. Several modalities have a file each, in a folder. An original is above its
     * reconstruction on a sheet of images and between lines of text, and in the column {@code
     * original} of a table of texts.
     *
     * @throws IllegalArgumentException if the examples do not fit the format, or the model does not
     *     support it
     * @throws IOException if the file cannot be written; it is there wholly or not at all
     */
    public void to(Path file) throws IOException {
        Generator of = generator.get();
        ExampleFiles files = new ExampleFiles(of.values(), file);
        files.write(layout, work.of(of, output));
    }
}
