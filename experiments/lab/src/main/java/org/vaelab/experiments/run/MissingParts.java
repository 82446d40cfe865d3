// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.vaelab.experiments.use.ExampleFile;
import org.vaelab.experiments.use.ExampleFiles;
import org.vaelab.experiments.use.ExampleKeys;
import org.vaelab.experiments.use.ExampleValues;
import org.vaelab.experiments.use.FilledTable;
import org.vaelab.experiments.use.ObservedOption;
import org.vaelab.experiments.use.OutputColumn;
import org.vaelab.experiments.use.OutputTable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.imputation.ImportanceImputation;
import org.vaelab.framework.imputation.Imputation;
import org.vaelab.framework.imputation.ImputationMethod;
import org.vaelab.framework.imputation.Imputed;
import org.vaelab.framework.imputation.Imputer;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Imputes missing values of examples with a trained model.
 *
 * @param data what is known of the training data
 */
@Internal
public record MissingParts(LatentVariableModel model, DataSummary data) {

    private static final int CHUNK = 100;
    private static final List<String> KINDS = List.of("original", "observed", "mean", "draw");

    private ExampleValues values() {
        return ExampleValues.of(data);
    }

    /**
     * The method of imputation.
     *
     * @param steps of each chain
     * @param samples K, of importance resampling
     */
    public record Choice(ImputationMethod method, int steps, int samples) {

        /**
         * Returns blocks of one example each, or for chains, whose steps cost as much for one as
         * for many, of several.
         */
        private Chunks chunks(Examples examples) {
            return new Chunks(examples, method == ImputationMethod.IMPORTANCE ? 1 : CHUNK);
        }
    }

    /**
     * The quality of imputation for each datum.
     *
     * @param logPredictive see {@link Imputed#logPredictive}
     * @param acceptance see {@link Imputed#acceptance}
     * @param effectiveSize see {@link Imputed#effectiveSize}
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    public record Quality(double[] logPredictive, double[] acceptance, double[] effectiveSize) {

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

    private Imputer imputer(Choice choice) {
        return choice.method() == ImputationMethod.IMPORTANCE
                ? new ImportanceImputation(
                        model, choice.samples(), data.hasMissing(), ofDomain(data.trainingMean()))
                : new Imputation(model, choice.method(), choice.steps());
    }

    /** Returns what each value is, of modalities too; empty if values have no names. */
    private List<Column> columns() {
        if (data.modalities().isEmpty()) {
            return DataView.modelledColumns(data);
        }
        List<Column> all = new ArrayList<>();
        for (Modality each : data.modalities()) {
            boolean areCounts = each.domain() == ValueDomain.COUNTS;
            Column plain =
                    new Column(
                            each.name(),
                            areCounts ? Column.Kind.COUNT : Column.Kind.REAL,
                            List.of());
            all.addAll(
                    each.form().columns().isEmpty()
                            ? Collections.nCopies(each.width(), plain)
                            : each.form().columns());
        }
        return all;
    }

    /** Rounds means of values that are whole numbers. */
    private double[] ofDomain(double[] means) {
        List<Column> columns = columns();
        boolean isWhole =
                data.domain() == ValueDomain.COUNTS || data.domain() == ValueDomain.BINARY;
        double[] valid = means.clone();
        for (int d = 0; d < valid.length; d++) {
            boolean rounded = columns.isEmpty() ? isWhole : !columns.get(d).kind().isReal();
            valid[d] = rounded ? Math.rint(valid[d]) : valid[d];
        }
        return valid;
    }

    /**
     * Fills what is missing of examples, and writes them. A table keeps its other columns and
     * cells.
     *
     * @param observed the values that count as observed, as in {@code --observed}; empty: all that
     *     are there
     * @param draws the number of imputations of each example, each in a row of its own; 0: one row
     *     with means of real numbers, and the most frequent category or the median count
     * @throws IllegalArgumentException if no value is missing, or the model lacks what the method
     *     needs
     */
    public Quality complete(
            RandomKey key,
            ExampleReader.Found found,
            Optional<String> observed,
            Choice choice,
            int draws,
            EvaluationProgress progress,
            Path file)
            throws IOException {
        Examples examples = found.examples();
        ExampleFiles target = new ExampleFiles(values(), file);
        if (target.single().filter(ExampleFile::isSheet).isPresent()) {
            throw new IllegalArgumentException(
                    "examples with missing values are written to a table: name a .csv file");
        }
        Optional<ObservedOption> chosen =
                observed.isPresent()
                        ? Optional.of(ObservedOption.read(observed.get(), data))
                        : Optional.empty();
        CompletedRows rows = new CompletedRows(model, values(), imputer(choice), columns(), draws);
        if (chosen.isEmpty() && !rows.hasMissing(examples)) {
            throw new IllegalArgumentException(
                    "no value is missing\n    to impute values that are there, say with --observed"
                            + " which ones count as observed");
        }
        Quality quality = Quality.of(examples.size());
        FilledTable.Given filled =
                sink -> fill(rows, examples, chosen, choice, key, quality, progress, sink);
        if (found.table().isPresent() && !OutputTable.isOfNumbers(file)) {
            new FilledTable(values(), found.table().get(), found.steps(), draws > 0)
                    .write(file, filled);
        } else {
            write(examples, draws, filled, target);
        }
        return quality;
    }

    /**
     * Returns examples whose missing values are filled with means of real numbers, most frequent
     * categories and median counts, [n, D].
     *
     * @throws IllegalArgumentException if the model lacks what the method needs
     */
    public float[][] completed(RandomKey key, Examples examples, Choice choice) throws IOException {
        CompletedRows rows = new CompletedRows(model, values(), imputer(choice), columns(), 0);
        float[][] filled = new float[examples.size()][];
        fill(
                rows,
                examples,
                Optional.empty(),
                choice,
                key,
                Quality.of(examples.size()),
                EvaluationProgress.SILENT,
                (row, draw, example, known) -> filled[row] = example);
        return filled;
    }

    private void fill(
            CompletedRows rows,
            Examples examples,
            Optional<ObservedOption> observed,
            Choice choice,
            RandomKey key,
            Quality quality,
            EvaluationProgress progress,
            FilledTable.Sink sink)
            throws IOException {
        ExampleKeys keys = new ExampleKeys(model, key, rows.draws() > 0);
        for (MiniBatch batch : choice.chunks(examples)) {
            int first = batch.rows()[0];
            boolean[] mask =
                    observed.map(seen -> seen.of(first, batch.size())).orElseGet(() -> all(batch));
            rows.fill(
                    batch,
                    first,
                    mask,
                    keys.next(batch),
                    imputed -> quality.put(first, imputed),
                    sink);
            progress.advanced("imputed", first + batch.size(), examples.size());
        }
    }

    private static void write(
            Examples examples, int draws, FilledTable.Given filled, ExampleFiles target)
            throws IOException {
        List<OutputColumn> keys = new ArrayList<>(OutputColumn.of(examples));
        if (draws > 0) {
            keys.add(OutputColumn.key("draw"));
        }
        target.write(
                ExampleFiles.Layout.of(draws > 0 ? draws : ExampleFile.COLUMNS, keys),
                sink ->
                        filled.to(
                                (row, draw, example, known) -> {
                                    List<Object> cells =
                                            new ArrayList<>(OutputColumn.cells(examples, row));
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
     * Imputes and writes four rows for each example: the original; its observed values; these with
     * the mean of E[x given z] in the missing places; these with the last draw.
     *
     * @param observedPart the observed values, as in {@code --observed}
     * @throws IllegalArgumentException if the model lacks what the method needs, or the data have
     *     no such part
     */
    public Quality impute(
            RandomKey key, Examples examples, String observedPart, Choice choice, Path file)
            throws IOException {
        ExampleFiles target = new ExampleFiles(values(), file);
        ObservedOption observed = ObservedOption.read(observedPart, data);
        Imputer imputation = imputer(choice);
        List<float[][]> kinds = new ArrayList<>();
        KINDS.forEach(kind -> kinds.add(new float[examples.size()][]));
        Quality quality = Quality.of(examples.size());
        ExampleKeys keys = new ExampleKeys(model, key, false);
        for (MiniBatch batch : choice.chunks(examples)) {
            int from = batch.rows()[0];
            boolean[] mask = observed.of(from, batch.size());
            try (TensorScope scope = model.runtime().scope()) {
                Imputed imputed = imputation.of(model.batch(batch), mask, 1, keys.next(batch));
                put(kinds.get(0), from, values().of(batch));
                put(kinds.get(1), from, shown(CompletedRows.observed(batch.values(), mask), batch));
                put(kinds.get(2), from, shown(floats(imputed.means()), batch));
                put(kinds.get(3), from, shown(floats(imputed.last()), batch));
                quality.put(from, imputed);
            }
        }
        target.write(
                new ExampleFiles.Layout(
                        List.of(OutputColumn.key("index")), KINDS, true, ExampleFile.COLUMNS),
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

    private float[][] shown(float[] values, MiniBatch batch) {
        return values().of(
                        ExampleValues.rows(values, batch.size(), model.shape().size()),
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
