// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.imputation.ImportanceImputation;
import org.vaelab.framework.imputation.Imputation;
import org.vaelab.framework.imputation.ImputationMethod;
import org.vaelab.framework.imputation.Imputed;
import org.vaelab.framework.imputation.Imputer;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Examples whose missing values are imputed: filled with means of real numbers, most frequent
 * categories and median counts, or with draws. They are computed when they are asked for, and the
 * model must be open then.
 *
 * <pre>{@code
 * double[] row = {171, Double.NaN, 47800};
 * Imputations filled = model.impute(RandomKey.of(1), row);
 * double[][] rows = filled.rows(); // [1, 3], in the units of the data
 * double[] bound = model.score(filled).elbo(); // in nats
 * double size = filled.quality().effectiveSize()[0]; // of row 0, out of 2000 draws
 * double[][] several = filled.draws(20).rows(); // [20, 3]
 * }</pre>
 */
public final class Imputations implements HasRows {

    private static final Logger LOG = LoggerFactory.getLogger(Imputations.class);
    private static final int CHUNK = 100;
    private static final int STEPS = 500;
    private static final int SAMPLES = 1000;
    private static final List<String> KINDS = List.of("original", "observed", "mean", "draw");

    /**
     * The method of imputation.
     *
     * @param steps of each chain
     * @param samples K, of importance resampling
     */
    private record Choice(ImputationMethod method, int steps, int samples) {

        /**
         * Returns blocks of one example each, or for chains, whose steps cost as much for one as
         * for many, of several.
         */
        private Chunks chunks(Examples examples) {
            return new Chunks(examples, method == ImputationMethod.IMPORTANCE ? 1 : CHUNK);
        }
    }

    /**
     * The quality of imputation for each of n examples; NaN where nothing is missing.
     *
     * @param logPredictive the mean over the missing values of the log of the estimate of {@code
     *     p(x_d given the observed values)} in nats, x_d being the true value, [n]; NaN where no
     *     true value is known
     * @param acceptance of a chain, the share of proposals that were accepted, [n]; NaN where none
     *     is tested
     * @param effectiveSize of weighted draws, their effective sample size, [n]; NaN of a chain
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    public record Quality(double[] logPredictive, double[] acceptance, double[] effectiveSize) {

        /**
         * Returns which examples have an effective sample size below {@value Forecast#FEWEST}, for a
         * user; empty if none. Below it the standard error of a mean is more than a fifth of the
         * standard deviation of the missing value, and no draw lies beyond its quantile of 5 %.
         */
        public Optional<String> warning() {
            int[] few =
                    IntStream.range(0, effectiveSize.length)
                            .filter(i -> effectiveSize[i] < Forecast.FEWEST)
                            .toArray();
            return few.length == 0
                    ? Optional.empty()
                    : Optional.of(
                            String.format(
                                    Locale.ROOT,
                                    "%d of %d examples have an effective sample size below %d, such as row"
                                            + " %d with %.1f: their imputations are unreliable\n    the observed values"
                                            + " are far from the training data, or the draws are too few: give more samples",
                                    few.length,
                                    effectiveSize.length,
                                    Forecast.FEWEST,
                                    few[0],
                                    effectiveSize[few[0]]));
        }

        static Quality of(int size) {
            double[][] all = new double[3][size];
            Arrays.stream(all).forEach(numbers -> Arrays.fill(numbers, Double.NaN));
            return new Quality(all[0], all[1], all[2]);
        }

        void put(int from, Imputed imputed) {
            put(imputed.logPredictive(), logPredictive, from);
            put(imputed.acceptance(), acceptance, from);
            put(imputed.effectiveSize(), effectiveSize, from);
        }

        private static void put(double[] numbers, double[] all, int from) {
            System.arraycopy(numbers, 0, all, from, numbers.length);
        }
    }

    /** Tells which values of examples count as observed. */
    @FunctionalInterface
    private interface Seen {
        ObservedOption of(DataSummary data) throws IOException;
    }

    /** What is computed once. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record Filled(double[][] rows, Quality quality) {}

    private final Supplier<Generator> generator;
    private final RandomKey key;
    private final ExampleReader.Found found;
    private final Choice choice;
    private final Optional<Seen> observed;
    private final int draws;
    private @Nullable Filled computed;

    private Imputations(
            Supplier<Generator> generator,
            RandomKey key,
            ExampleReader.Found found,
            Choice choice,
            Optional<Seen> observed,
            int draws) {
        this.generator = generator;
        this.key = key;
        this.found = found;
        this.choice = choice;
        this.observed = observed;
        this.draws = draws;
    }

    static Imputations of(Supplier<Generator> generator, RandomKey key, ExampleReader.Found found) {
        return new Imputations(
                generator,
                key,
                found,
                new Choice(ImputationMethod.IMPORTANCE, STEPS, SAMPLES),
                Optional.empty(),
                0);
    }

    private Imputations with(Choice other) {
        return new Imputations(generator, key, found, other, observed, draws);
    }

    /**
     * Returns these imputations by another method. The default, {@code IMPORTANCE}, imputes equal
     * examples alike, in every call. Chains of 100 examples run together, and depend
     * on these.
     */
    public Imputations method(ImputationMethod method) {
        return with(new Choice(method, choice.steps(), choice.samples()));
    }

    /** Returns these imputations with K draws of importance resampling, by default 1000. */
    public Imputations samples(int count) {
        Counts.atLeastOne("samples", count);
        return with(new Choice(choice.method(), choice.steps(), count));
    }

    /**
     * Returns these imputations with steps of each chain, by default 500. The second half is used.
     *
     * @param count at least 2
     */
    public Imputations steps(int count) {
        if (count < 2) {
            throw new IllegalArgumentException("steps must be at least 2, is " + count);
        }
        return with(new Choice(choice.method(), count, choice.samples()));
    }

    /**
     * Returns these imputations with the values that count as observed; by default all that are
     * there.
     *
     * @param part what {@code vaelab impute --observed} takes: {@code upper}, {@code lower}, {@code
     *     left}, {@code right}, the name of a modality, a rectangle, values or a .csv file
     */
    public Imputations observed(String part) {
        return seeing(data -> ObservedOption.read(part, data));
    }

    /**
     * Returns these imputations with the values that count as observed.
     *
     * @param places whether each value of a row is observed, [D]; the same for all examples
     * @throws IllegalArgumentException when values are computed, if there are not D, or all or none
     *     of those that the model generates are observed
     */
    public Imputations observed(boolean... places) {
        boolean[] own = places.clone();
        return seeing(data -> ObservedOption.of(own, data));
    }

    private Imputations seeing(Seen seen) {
        return new Imputations(generator, key, found, choice, Optional.of(seen), draws);
    }

    /** Returns so many draws of each example in the place of one row of most plausible values. */
    public Imputations draws(int count) {
        Counts.atLeastOne("draws", count);
        return new Imputations(generator, key, found, choice, observed, count);
    }

    private Imputer imputer(Generator of) {
        return choice.method() == ImputationMethod.IMPORTANCE
                ? new ImportanceImputation(
                        of.model(), choice.samples(), of.data().hasMissing(), ofDomain(of.data()))
                : new Imputation(of.model(), choice.method(), choice.steps());
    }

    /** Returns what each modelled value is, of modalities too. */
    private static List<Column> columns(DataSummary data) {
        List<Column> kinds =
                data.split()
                        .map(split -> data.form().columns(split.places()))
                        .orElseGet(data.form()::kinds);
        return kinds.isEmpty() ? plain(data.domain(), data.shape().size()) : kinds;
    }

    private static List<Column> plain(ValueDomain domain, int width) {
        boolean areCounts = domain == ValueDomain.COUNTS;
        Column.Kind kind = areCounts ? Column.Kind.COUNT : Column.Kind.REAL;
        return Collections.nCopies(width, new Column("x", kind, List.of()));
    }

    /** Returns the training means, rounded where values are whole numbers. */
    private static double[] ofDomain(DataSummary data) {
        List<Column> columns = columns(data);
        boolean isWhole =
                data.domain() == ValueDomain.COUNTS || data.domain() == ValueDomain.BINARY;
        double[] valid = data.trainingMean().clone();
        for (int d = 0; d < valid.length; d++) {
            boolean rounded = isWhole || !columns.get(d).kind().isReal();
            valid[d] = rounded ? Math.rint(valid[d]) : valid[d];
        }
        return valid;
    }

    private CompletedRows completed(Generator of) {
        return new CompletedRows(of.model(), of.values(), imputer(of), columns(of.data()), draws);
    }

    private Optional<ObservedOption> observed(Generator of) throws IOException {
        return observed.isPresent() ? Optional.of(observed.get().of(of.data())) : Optional.empty();
    }

    /**
     * Returns the examples in the units of the user's data, [n, D]; with draws, [n draws, D], those
     * of an example one after the other. A {@linkplain Quality#warning warning} is logged, too.
     *
     * @throws IllegalArgumentException if the model lacks what the method needs, or values are not
     *     independent given z
     */
    public double[][] rows() {
        return Stream.of(filled().rows()).map(double[]::clone).toArray(double[][]::new);
    }

    /**
     * Returns the quality of the imputations: of weighted draws the effective sample size of each
     * example.
     *
     * @throws IllegalArgumentException as {@link #rows} throws it
     */
    public Quality quality() {
        return filled().quality();
    }

    private Filled filled() {
        Generator of = generator.get();
        Filled known = computed;
        if (known == null) {
            List<float[]> rows = new ArrayList<>();
            Quality quality = Quality.of(found.examples().size());
            try {
                fill(
                        of,
                        completed(of),
                        observed(of),
                        quality,
                        (row, draw, example, seen) -> rows.add(example));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            quality.warning().ifPresent(LOG::warn);
            known = new Filled(of.values().exact(rows.toArray(float[][]::new)), quality);
            computed = known;
        }
        return known;
    }

    @Override
    public Rows asRows() {
        Rows all = Rows.of("rows", rows());
        List<Field> columns = OutputTable.keys(found.examples());
        int each = Math.max(1, draws);
        for (int c = 1; c < columns.size(); c++) {
            int column = c;
            all =
                    all.given(
                            columns.get(c).name(),
                            IntStream.range(0, all.size())
                                    .mapToObj(i -> OutputTable.keys(found.examples(), i / each))
                                    .map(cells -> cells.get(column))
                                    .toList());
        }
        return all;
    }

    /**
     * Writes the examples. A table keeps its other columns and cells. With draws, columns {@code
     * row} and {@code draw} say of which example a row is.
     *
     * @throws IllegalArgumentException if no value is missing, the model lacks what the method
     *     needs, or the file is one of images
     * @throws IOException if the file cannot be written; it is there wholly or not at all
     */
    public Quality to(Path file) throws IOException {
        Generator of = generator.get();
        Examples examples = found.examples();
        ExampleFiles target = new ExampleFiles(of.values(), file);
        if (target.isSheet()) {
            throw new IllegalArgumentException(
                    "examples with missing values are written to a table: name a .csv file");
        }
        Optional<ObservedOption> chosen = observed(of);
        CompletedRows rows = completed(of);
        if (chosen.isEmpty() && !rows.hasMissing(examples)) {
            throw new IllegalArgumentException(
                    "no value is missing\n    to impute values that are there, say by observed which"
                            + " ones count as observed");
        }
        Quality quality = Quality.of(examples.size());
        Given<FilledTable.Sink> filled = sink -> fill(of, rows, chosen, quality, sink);
        if (found.table().isPresent() && !OutputTable.isOfNumbers(file)) {
            new FilledTable(of.values(), found.table().get(), found.steps(), draws > 0)
                    .write(file, filled);
        } else {
            write(examples, draws, filled, target);
        }
        return quality;
    }

    private void fill(
            Generator of,
            CompletedRows rows,
            Optional<ObservedOption> seen,
            Quality quality,
            FilledTable.Sink sink)
            throws IOException {
        Examples examples = found.examples();
        ExampleKeys keys = new ExampleKeys(of.model(), key, rows.draws() > 0);
        for (MiniBatch batch : choice.chunks(examples)) {
            int first = batch.rows()[0];
            boolean[] mask =
                    seen.map(part -> part.of(first, batch.size())).orElseGet(() -> all(batch));
            rows.fill(
                    batch,
                    first,
                    mask,
                    keys.next(batch),
                    imputed -> quality.put(first, imputed),
                    sink);
            of.progress().advanced("imputed", first + batch.size(), examples.size());
        }
    }

    private static void write(
            Examples examples, int draws, Given<FilledTable.Sink> filled, ExampleFiles target)
            throws IOException {
        List<Field> keys = new ArrayList<>(OutputTable.keys(examples));
        if (draws > 0) {
            keys.add(Field.text("draw"));
        }
        target.write(
                ExampleFiles.Layout.of(draws > 0 ? draws : ExampleFiles.COLUMNS, keys),
                sink ->
                        filled.to(
                                (row, draw, example, known) -> {
                                    List<Object> cells =
                                            new ArrayList<>(OutputTable.keys(examples, row));
                                    if (draws > 0) {
                                        cells.add(Integer.toString(draw));
                                    }
                                    sink.add(cells, example);
                                }));
    }

    private static boolean[] all(MiniBatch batch) {
        boolean[] mask = new boolean[batch.values().length];
        Arrays.fill(mask, true);
        return mask;
    }

    /**
     * Writes four rows for each example: the original; its observed values; these with the mean of
     * E[x given z] in the missing places; these with the last draw. On a sheet of images they are
     * one below the other.
     *
     * @throws IllegalArgumentException if the model lacks what the method needs, or the data have
     *     no such part
     * @throws IllegalStateException if it is not said which values are {@link #observed}
     * @throws IOException if the file cannot be written; it is there wholly or not at all
     */
    public Quality besideOriginals(Path file) throws IOException {
        Generator of = generator.get();
        ExampleFiles target = new ExampleFiles(of.values(), file);
        ObservedOption seen =
                observed(of)
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "it is not said which values are observed"));
        Imputer imputer = imputer(of);
        Examples examples = found.examples();
        List<float[][]> kinds = new ArrayList<>();
        KINDS.forEach(kind -> kinds.add(new float[examples.size()][]));
        Quality quality = Quality.of(examples.size());
        ExampleKeys keys = new ExampleKeys(of.model(), key, false);
        for (MiniBatch batch : choice.chunks(examples)) {
            int from = batch.rows()[0];
            boolean[] mask = seen.of(from, batch.size());
            try (TensorScope scope = of.model().runtime().scope()) {
                Imputed imputed = imputer.of(of.model().batch(batch), mask, 1, keys.next(batch));
                put(kinds.get(0), from, of.values().of(batch));
                put(
                        kinds.get(1),
                        from,
                        shown(of, CompletedRows.observed(batch.values(), mask), batch));
                put(kinds.get(2), from, shown(of, floats(imputed.means()), batch));
                put(kinds.get(3), from, shown(of, floats(imputed.last()), batch));
                quality.put(from, imputed);
            }
        }
        target.write(
                new ExampleFiles.Layout(
                        List.of(Field.text("index")), KINDS, true, ExampleFiles.COLUMNS),
                sink -> {
                    for (int i = 0; i < examples.size(); i++) {
                        int row = i;
                        sink.add(
                                List.of(i),
                                kinds.stream().map(kind -> kind[row]).toArray(float[][]::new));
                    }
                });
        return quality;
    }

    private static void put(float[][] all, int from, float[][] rows) {
        System.arraycopy(rows, 0, all, from, rows.length);
    }

    private static float[][] shown(Generator of, float[] values, MiniBatch batch) {
        return of.values()
                .of(
                        ExampleValues.rows(values, batch.size(), of.model().shape().size()),
                        batch::given);
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
