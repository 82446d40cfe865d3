// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.latent.Walks;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Latent traversals and interpolations with a trained model.
 *
 * @param data that the model was trained on
 * @param test the test examples, from which a condition may be taken
 * @param output how x is obtained from p(x given z, c)
 */
record LatentWalks(
        LatentVariableModel model, DataSummary data, Supplier<Examples> test, OutputValues output) {

    /** The number of prior draws that determine the range of a unit. */
    private static final int DRAWS = 2000;

    /** The most numbers that these draws hold, if the latent values are large. */
    private static final int DRAWN_VALUES = 1 << 23;

    private static final int LEAST_DRAWS = 64;

    private static final RandomKey NOISE = RandomKey.of(0);

    private GenerativeModel generative() {
        return model.generative();
    }

    private ExampleValues values() {
        return ExampleValues.of(data);
    }

    /**
     * The units to traverse, and the number of steps.
     *
     * @param names of units, in the order of the rows; empty: all, with the most active first for
     *     each variable
     * @param steps of a unit with uncountable values
     * @param most the number of units if they are not named; the most active ones are taken
     * @param shown the number of values shown of each unit; of a unit with more categories, values
     *     at equal distances
     */
    record UnitChoice(List<String> names, int steps, int most, int shown) {

        UnitChoice {
            names = List.copyOf(names);
        }

        /** Chooses named units, or all of them if there are no names, with all their values. */
        UnitChoice(List<String> names, int steps) {
            this(names, steps, Integer.MAX_VALUE, Integer.MAX_VALUE);
        }

        /** Chooses the most active units of all variables, each with at most so many values. */
        static UnitChoice mostActive(int most, int steps) {
            return new UnitChoice(List.of(), steps, most, steps);
        }
    }

    /**
     * Writes traversals from the locations of q(z given x) of examples. Each row changes one unit
     * alone.
     *
     * @throws IllegalArgumentException if there is no such unit, or its space has no traversal
     */
    List<Traversal.Traversed> traverse(Examples examples, UnitChoice units, Path file)
            throws IOException {
        ExampleFiles target = new ExampleFiles(values(), file);
        try (TensorScope scope = model.runtime().scope()) {
            return traverse(Codes.of(model, examples, NOISE), units, target);
        }
    }

    private List<Traversal.Traversed> traverse(Codes codes, UnitChoice choice, ExampleFiles target)
            throws IOException {
        List<LatentUnit> chosen = LatentUnit.chosen(generative(), choice.names());
        chosen.forEach(LatentUnit::walks);
        Map<String, double[]> kl = LatentUnit.activity(model, test.get());
        List<LatentUnit> units = choice.names().isEmpty() ? ordered(chosen, kl, choice) : chosen;
        Latents draws = priorDraws();
        List<float[][]> led = new ArrayList<>();
        for (LatentUnit unit : units) {
            try (TensorScope scope = model.runtime().scope()) {
                led.add(led(codes, unit, choice, draws));
            }
        }
        write(led, units, codes.size(), target);
        return units.stream()
                .map(
                        unit ->
                                new Traversal.Traversed(
                                        unit.name(),
                                        kl.containsKey(unit.latent().name())
                                                ? activity(unit, kl)
                                                : Double.NaN))
                .toList();
    }

    /** Returns the most active units, with those of a variable side by side. */
    private List<LatentUnit> ordered(
            List<LatentUnit> units, Map<String, double[]> kl, UnitChoice choice) {
        List<String> order = generative().latents().stream().map(LatentVariable::name).toList();
        Comparator<LatentUnit> byActivity =
                Comparator.comparing(unit -> activity(unit, kl), Comparator.reverseOrder());
        return units.stream()
                .sorted(byActivity)
                .limit(choice.most())
                .sorted(
                        Comparator.<LatentUnit>comparingInt(u -> order.indexOf(u.latent().name()))
                                .thenComparing(byActivity))
                .toList();
    }

    private static double activity(LatentUnit unit, Map<String, double[]> kl) {
        double[] known = kl.get(unit.latent().name());
        return known == null ? 0 : known[unit.number()];
    }

    private Latents priorDraws() {
        int size =
                generative().latents().stream().mapToInt(l -> l.space().eventShape().size()).sum();
        int draws = Math.max(LEAST_DRAWS, Math.min(DRAWS, DRAWN_VALUES / size));
        Map<String, Tensor> given =
                new ConditionOption(generative(), data, test).inTurn(draws, model.runtime());
        return generative().sample(NOISE, draws, generative().condition().seen(given));
    }

    /** Returns the decoded steps of a unit, [K n], with the n examples of a step side by side. */
    private float[][] led(Codes codes, LatentUnit unit, UnitChoice choice, Latents draws) {
        String latent = unit.latent().name();
        Tensor all =
                unit.walks()
                        .alongUnit(
                                codes.z().z(latent),
                                unit.number(),
                                choice.steps(),
                                draws.z(latent));
        Tensor values = thinned(all, choice.shown());
        int count = values.shape().extent(0);
        return codes.repeated(count)
                .with(latent, flat(values))
                .decoded(this, NOISE.split(unit.name()));
    }

    /** Returns values [K, n, event] at equal distances, the first and the last among them. */
    private Tensor thinned(Tensor values, int most) {
        int count = values.shape().extent(0);
        if (count <= most) {
            return values;
        }
        int[] places = new int[most];
        for (int k = 0; k < most; k++) {
            places[k] = (int) Math.round((double) k * (count - 1) / (most - 1));
        }
        return values.gather(0, model.runtime().indices(places, Shape.of(most)));
    }

    /** Reshapes [K, n, event] to rows [K n, event]. */
    private static Tensor flat(Tensor values) {
        int rows = values.shape().extent(0) * values.shape().extent(1);
        return values.reshape(values.shape().from(2).prepend(rows));
    }

    private static void write(
            List<float[][]> led, List<LatentUnit> units, int examples, ExampleFiles target)
            throws IOException {
        int columns = led.stream().mapToInt(u -> u.length / examples).max().orElseThrow();
        target.write(
                ExampleFiles.Layout.of(columns, keys("index", "unit", "step")),
                sink -> {
                    for (int i = 0; i < examples; i++) {
                        for (int u = 0; u < units.size(); u++) {
                            float[][] steps = led.get(u);
                            for (int k = 0; k < columns; k++) {
                                int at = k * examples + i;
                                sink.add(
                                        List.of(i, units.get(u).name(), k),
                                        at < steps.length ? steps[at] : new float[0]);
                            }
                        }
                    }
                });
    }

    private static List<Field> keys(String... names) {
        return Arrays.stream(names).map(Field::text).toList();
    }

    /**
     * Returns {@code steps + 2} rows for each pair of examples: the first example, the decoded
     * steps from its code to that of the second, and the second. The condition changes halfway.
     *
     * @param examples the first and the second of a pair, the first and the second of the next, ...
     * @throws IllegalArgumentException if a space has no interpolation, or the model does not
     *     support the choice of x
     */
    float[][] interpolated(Examples examples, int steps) {
        int pairs = examples.size() / 2;
        float[][] originals = values().of(new Chunks(examples, examples.size()).at(0));
        float[][] led;
        try (TensorScope scope = model.runtime().scope()) {
            Codes codes = Codes.of(model, examples, NOISE);
            led =
                    between(codes.rows(0, 2, pairs), codes.rows(1, 2, pairs), steps)
                            .decoded(this, NOISE.split("x"));
        }
        int columns = steps + 2;
        float[][] rows = new float[pairs * columns][];
        for (int i = 0; i < pairs; i++) {
            rows[i * columns] = originals[2 * i];
            for (int k = 0; k < steps; k++) {
                rows[i * columns + 1 + k] = led[k * pairs + i];
            }
            rows[i * columns + columns - 1] = originals[2 * i + 1];
        }
        return rows;
    }

    private Codes between(Codes from, Codes to, int steps) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        for (LatentVariable latent : generative().latents()) {
            String name = latent.name();
            Walks walks = LatentUnit.walks(latent);
            Tensor way = walks.between(from.z().z(name), to.z().z(name), steps == 1 ? 3 : steps);
            values.put(name, flat(steps == 1 ? way.slice(0, 1, 2) : way));
        }
        if (steps == 1) {
            return new Codes(model, Latents.of(values), from.given());
        }
        int first = (steps + 1) / 2;
        Map<String, Tensor> given = new LinkedHashMap<>();
        Map<String, Tensor> late = to.repeated(steps - first).given();
        from.repeated(first)
                .given()
                .forEach(
                        (name, early) ->
                                given.put(
                                        name,
                                        Tensor.concatenate(
                                                Arrays.asList(early, late.get(name)), 0)));
        return new Codes(model, Latents.of(values), given);
    }

    /**
     * Values of all latent variables of a model, and its condition. They belong to the open scope.
     *
     * @param z [n, event] of each variable
     * @param given the columns of the condition by name, [n, width] each, as {@link
     *     Conditioning#unseen} has them
     */
    private record Codes(LatentVariableModel model, Latents z, Map<String, Tensor> given) {

        /** Returns the locations of q(z given x, c) of examples, with the c of each. */
        static Codes of(LatentVariableModel model, Examples examples, RandomKey key) {
            MiniBatch all = new Chunks(examples, examples.size()).at(0);
            Batch batch = model.batch(all);
            Latents location = model.infer(batch, key, Phase.evaluation()).location();
            Conditioning condition = model.generative().condition();
            return new Codes(model, location, condition.unseen(all, model.runtime()));
        }

        private Map<String, Tensor> seen() {
            return model.generative().condition().seen(given);
        }

        int size() {
            return z.byName().values().iterator().next().z().shape().extent(0);
        }

        /** Returns these codes with their rows changed, in z and in the condition alike. */
        private Codes mapped(UnaryOperator<Tensor> change) {
            Map<String, Tensor> columns = new LinkedHashMap<>();
            given.forEach((name, column) -> columns.put(name, change.apply(column)));
            return new Codes(model, z.mapped(change), columns);
        }

        Codes repeated(int times) {
            return mapped(rows -> Tensor.concatenate(Collections.nCopies(times, rows), 0));
        }

        /**
         * Returns these codes with other values of one variable and of the variables that depend on
         * it.
         *
         * @param values [n, event]
         */
        Codes with(String latent, Tensor values) {
            Latents changed = z.with(latent, () -> values);
            return new Codes(model, model.generative().following(latent, changed, seen()), given);
        }

        Codes rows(int from, int step, int count) {
            int[] rows = new int[count];
            for (int i = 0; i < count; i++) {
                rows[i] = from + i * step;
            }
            Tensor places = model.runtime().indices(rows, Shape.of(count));
            return mapped(values -> values.gather(0, places));
        }

        /**
         * Returns x of these codes, one row each.
         *
         * @param key of draws
         */
        float[][] decoded(LatentWalks walks, RandomKey key) {
            return walks.values()
                    .of(new Generation(model, walks.output()).decoded(key, z, seen()), given);
        }
    }
}
