// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.latent.TableColumns;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.CodePart;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Latent codes as a table: the location of q(z given x), one row per example, or draws. The first
 * columns are what the example is called in the user's files and the names of its classes.
 *
 * @param columns by latent variable, in order
 */
record CodeTable(LatentVariableModel model, Map<String, TableColumns> columns) {

    private static final int CHUNK = 500;

    public CodeTable {
        columns = new LinkedHashMap<>(columns);
    }

    /** Returns the table of all latent variables, for locations of q. */
    static CodeTable of(LatentVariableModel model) {
        return of(model, model.properties().pointMass());
    }

    /** Returns the table of all latent variables, for locations of q or for draws. */
    static CodeTable of(LatentVariableModel model, Content content) {
        return of(model, content.draws() > 0 || model.properties().pointMass());
    }

    /**
     * @param pointMass whether the values lie in their space, as draws do; a location may be the
     *     probabilities of categories
     */
    private static CodeTable of(LatentVariableModel model, boolean pointMass) {
        List<LatentVariable> latents = model.generative().latents();
        Map<String, TableColumns> columns = new LinkedHashMap<>();
        for (LatentVariable latent : latents) {
            String prefix = latents.size() == 1 ? "z" : latent.name() + ".z";
            columns.put(latent.name(), latent.space().columns(prefix, pointMass));
        }
        return new CodeTable(model, columns);
    }

    /** Returns the first latent variables that fit a number of columns. */
    CodeTable fitting(int most) {
        Map<String, TableColumns> fitting = new LinkedHashMap<>();
        int used = 0;
        for (Map.Entry<String, TableColumns> variable : columns.entrySet()) {
            int width = variable.getValue().names().size();
            if (used + width <= most) {
                used += width;
                fitting.put(variable.getKey(), variable.getValue());
            }
        }
        return new CodeTable(model, fitting);
    }

    private List<String> names() {
        return columns.values().stream().flatMap(table -> table.names().stream()).toList();
    }

    /** Returns the geometry of the columns, in order. */
    List<CodePart> parts() {
        List<CodePart> parts = new ArrayList<>();
        columns.forEach(
                (variable, table) -> {
                    int from = 0;
                    for (TableColumns.Group group : table.groups()) {
                        int to = from + group.columns();
                        List<String> names = table.names().subList(from, to);
                        parts.add(new CodePart(variable, group.geometry(), group.points(), names));
                        from = to;
                    }
                });
        return parts;
    }

    /**
     * Numbers of examples.
     *
     * @param location of q, [n, columns]
     * @param parameters of q by name, [n, numbers] each
     * @param draws from q, [n, columns] each
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    record Numbers(float[][] location, Map<String, float[][]> parameters, List<float[][]> draws) {

        Numbers {
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
            draws = List.copyOf(draws);
        }
    }

    /**
     * What is written beside or instead of the location of q.
     *
     * @param draws K, the draws from q that are written instead of its location; 0: none
     * @param withParameters whether the parameters of q are written too
     */
    public record Content(int draws, boolean withParameters) {

        /** The location of q alone. */
        static final Content LOCATION = new Content(0, false);

        /** Returns blocks of examples; draws are of one example each. */
        private Chunks chunks(Examples examples) {
            return new Chunks(examples, draws > 0 ? 1 : CHUNK);
        }
    }

    /**
     * Writes a row for each example, or for each draw.
     *
     * @param key of draws, as in {@link #codes}
     * @param progress is told how many examples are done
     */
    void write(
            Examples examples,
            Content content,
            RandomKey key,
            EvaluationProgress progress,
            Path file)
            throws IOException {
        List<Field> header = new ArrayList<>(OutputTable.keys(examples));
        if (content.draws() > 0) {
            header.add(Field.text("draw"));
        }
        names().forEach(name -> header.add(Field.number(name)));
        if (content.withParameters()) {
            parameterNames().forEach(name -> header.add(Field.number(name)));
        }
        OutputTable.write(file, header, sink -> rows(examples, content, key, progress, sink));
    }

    private void rows(
            Examples examples,
            Content content,
            RandomKey key,
            EvaluationProgress progress,
            OutputTable.Sink sink)
            throws IOException {
        ExampleKeys keys = new ExampleKeys(model, key, true);
        for (MiniBatch batch : content.chunks(examples)) {
            int first = batch.rows()[0];
            Numbers codes = of(batch, content, keys);
            List<float[][]> tables =
                    content.draws() > 0 ? codes.draws() : List.<float[][]>of(codes.location());
            for (int i = 0; i < batch.size(); i++) {
                for (int k = 0; k < tables.size(); k++) {
                    List<Object> row = new ArrayList<>(OutputTable.keys(examples, first + i));
                    if (content.draws() > 0) {
                        row.add(Integer.toString(k));
                    }
                    add(row, tables.get(k)[i]);
                    for (float[][] parameter : codes.parameters().values()) {
                        add(row, parameter[i]);
                    }
                    sink.row(row);
                }
            }
            progress.advanced("encoded", first + batch.size(), examples.size());
        }
    }

    private static void add(List<Object> row, float[] numbers) {
        for (float number : numbers) {
            row.add(number);
        }
    }

    private Numbers of(MiniBatch batch, Content content, ExampleKeys keys) {
        try (TensorScope scope = model.runtime().scope()) {
            JointPosterior q = model.infer(model.batch(batch), RandomKey.of(0), Phase.evaluation());
            List<float[][]> draws = new ArrayList<>();
            if (content.draws() > 0) {
                RandomKey key = keys.next(batch);
                for (int k = 0; k < content.draws(); k++) {
                    draws.add(numbers(drawn(q, key.fold(k)), batch.size()));
                }
            }
            CodeTable ofLocation = draws.isEmpty() ? this : of(model);
            return new Numbers(
                    ofLocation.numbers(q.location(), batch.size()),
                    content.withParameters() ? parameters(q, batch.size()) : Map.of(),
                    draws);
        }
    }

    /**
     * Returns what is asked for of each example, beside the location of q.
     *
     * @param key of draws, from which each example has its own, see {@link ExampleKeys}
     */
    Numbers codes(Examples examples, Content content, RandomKey key) {
        List<Numbers> codes = new ArrayList<>();
        ExampleKeys keys = new ExampleKeys(model, key, true);
        for (MiniBatch batch : content.chunks(examples)) {
            codes.add(of(batch, content, keys));
        }
        return joined(codes);
    }

    /** Returns the codes of examples one after the other. */
    private static Numbers joined(List<Numbers> parts) {
        Numbers first = parts.get(0);
        Map<String, float[][]> parameters = new LinkedHashMap<>(first.parameters());
        parameters.replaceAll((name, rows) -> rows(parts, p -> p.parameters().get(name)));
        return new Numbers(
                rows(parts, Numbers::location),
                parameters,
                IntStream.range(0, first.draws().size())
                        .mapToObj(k -> rows(parts, p -> p.draws().get(k)))
                        .toList());
    }

    private static float[][] rows(List<Numbers> parts, Function<Numbers, float[][]> of) {
        return parts.stream().map(of).flatMap(Arrays::stream).toArray(float[][]::new);
    }

    /**
     * Returns latent values of codes, as {@link #codes} returns locations of q.
     *
     * @param codes [n, columns]
     * @throws IllegalArgumentException if a code has another number of columns, or its columns are
     *     the numbers of categories
     */
    Latents latents(float[][] codes) {
        for (int i = 0; i < codes.length; i++) {
            for (int j = 0; j < codes[i].length; j++) {
                if (!Float.isFinite(codes[i][j])) {
                    throw new IllegalArgumentException(
                            "code %s, column %s: %s, expected a finite number"
                                    .formatted(i, j, codes[i][j]));
                }
            }
        }
        Map<String, Tensor> values = new LinkedHashMap<>();
        int from = 0;
        for (LatentVariable latent : model.generative().latents()) {
            Shape event = latent.space().eventShape();
            int width = columns.get(latent.name()).names().size();
            if (width != event.size()) {
                throw new IllegalArgumentException(
                        "the codes of '%s' are categories by their numbers, which are not decoded"
                                .formatted(latent.name()));
            }
            float[] own = new float[codes.length * width];
            for (int i = 0; i < codes.length; i++) {
                if (codes[i].length != names().size()) {
                    throw new IllegalArgumentException(
                            "code %s has %s numbers, those of the model have %s"
                                    .formatted(i, codes[i].length, names().size()));
                }
                System.arraycopy(codes[i], from, own, i * width, width);
            }
            values.put(latent.name(), model.runtime().tensor(own, event.prepend(codes.length)));
            from += width;
        }
        return Latents.of(values);
    }

    /** Returns one draw of each variable, [B, event]. */
    static Latents drawn(JointPosterior q, RandomKey key) {
        return q.draw(key.split("z"), 1)
                .one(key.split("pick"))
                .mapped(z -> z.reshape(z.shape().from(1)));
    }

    /** Returns the parameters of q at its location by column, [B, n] each. */
    private static Map<String, float[][]> parameters(JointPosterior q, int size) {
        Map<String, Posterior> variables = q.atLocation();
        Map<String, float[][]> numbers = new LinkedHashMap<>();
        variables.forEach(
                (variable, posterior) ->
                        posterior
                                .numbers()
                                .forEach(
                                        (name, tensor) ->
                                                numbers.put(
                                                        variables.size() == 1
                                                                ? name
                                                                : variable + "." + name,
                                                        rows(
                                                                tensor.broadcastTo(
                                                                                tensor.shape()
                                                                                        .from(1)
                                                                                        .prepend(
                                                                                                size))
                                                                        .readFloats(),
                                                                size))));
        return numbers;
    }

    /**
     * Returns what the parameters of q are called, one name for each number.
     *
     * @throws IllegalArgumentException if q does not offer its parameters
     */
    private List<String> parameterNames() {
        try (TensorScope scope = model.runtime().scope()) {
            JointPosterior q = model.infer(model.trial(), RandomKey.of(0), Phase.evaluation());
            List<String> names = new ArrayList<>();
            parameters(q, 1)
                    .forEach(
                            (name, numbers) ->
                                    names.addAll(
                                            numbers[0].length == 1
                                                    ? List.of(name)
                                                    : TableColumns.numbered(
                                                            name + ".", numbers[0].length)));
            if (names.isEmpty()) {
                throw new IllegalArgumentException(
                        "parameters: the posterior of this model does not offer them by numbers(); draws from"
                                + " it are known");
            }
            return names;
        }
    }

    static List<String> labels(Examples examples) {
        return examples.labels().map(Labels::columns).orElse(List.of()).stream()
                .map(Labels.Column::name)
                .toList();
    }

    /** Returns the columns of all variables side by side, one row per example. */
    private float[][] numbers(Latents values, int size) {
        List<float[][]> parts = new ArrayList<>();
        columns.forEach(
                (variable, table) ->
                        parts.add(
                                rows(table.values().apply(values.z(variable)).readFloats(), size)));
        float[][] all = parts.get(0);
        for (float[][] part : parts.subList(1, parts.size())) {
            for (int i = 0; i < size; i++) {
                float[] both = Arrays.copyOf(all[i], all[i].length + part[i].length);
                System.arraycopy(part[i], 0, both, all[i].length, part[i].length);
                all[i] = both;
            }
        }
        return all;
    }

    private static float[][] rows(float[] numbers, int size) {
        return ExampleValues.rows(numbers, size, numbers.length / size);
    }
}
