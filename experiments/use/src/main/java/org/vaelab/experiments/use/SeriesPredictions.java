// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.data.ValueSplit.Part;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.imputation.ImportanceImputation;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.SeriesPoint;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * What a trained model says of the hidden numbers of series, given the others: the mean and
 * quantiles of p(hidden given seen), by Normals where they are known and otherwise by draws.
 *
 * @param draws K, of each hidden number, at least 2
 */
record SeriesPredictions(LatentVariableModel model, DataSummary data, int draws) {

    /**
     * A series of which numbers are hidden.
     *
     * @param seen whether the model sees each value that is known
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record Asked(SeriesRows.Steps steps, boolean[] seen) {}

    /**
     * Checks that the model can predict numbers of series.
     *
     * @throws IllegalArgumentException if it cannot, with the reason
     */
    SeriesPredictions {
        require(
                data.form().isSeries(),
                "the data are no series: train on source: series, or on Rows.series(steps, names) in Java");
        require(
                model.generative().condition().labels().isEmpty(),
                "a model that is given a label predicts no steps of series");
        require(
                data.hasMissing(),
                "the model was trained without missing values, so it cannot leave steps out");
    }

    static void require(boolean isMet, String otherwise) {
        if (!isMet) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private SeriesRows rows(Examples series) {
        return new SeriesRows(ExampleValues.of(data), series.origin());
    }

    /**
     * Predicts the numbers up to the end of each series that are missing.
     *
     * @param observed which numbers count as observed, [n, T D] row by row
     */
    Forecast.Predicted missing(
            Examples series, boolean[] observed, RandomKey key, EvaluationProgress progress)
            throws IOException {
        List<Asked> asked = new ArrayList<>();
        int size = series.width();
        for (int i = 0; i < series.size(); i++) {
            float[] values = new float[size];
            series.read(i, values, 0);
            boolean[] seen = Arrays.copyOfRange(observed, i * size, (i + 1) * size);
            int length = rows(series).length(values);
            asked.add(new Asked(new SeriesRows.Steps(i, 0, length, 0, values), seen));
        }
        return predicted(series, asked, key, progress);
    }

    /**
     * Predicts the last steps of series, or those after their ends. If a series and the steps after
     * it are longer than the T steps of the model, the model sees its last steps. A series without
     * a step to see is left out.
     *
     * @param future from the length of a series to how many steps are predicted
     * @param isKnown whether they are the last ones of the series
     * @throws IllegalArgumentException if the steps leave none to see
     */
    Forecast.Predicted forecast(
            Examples series,
            IntUnaryOperator future,
            boolean isKnown,
            RandomKey key,
            EvaluationProgress progress)
            throws IOException {
        List<Asked> asked = new ArrayList<>();
        int width = data.form().variables().size();
        int most = series.width() / width;
        int shortened = 0;
        for (int i = 0; i < series.size(); i++) {
            float[] values = new float[series.width()];
            series.read(i, values, 0);
            int length = rows(series).length(values);
            int steps = future.applyAsInt(length);
            require(
                    steps < most,
                    ("steps: a forecast of %s steps leaves none of the %s steps on which the model was trained: give"
                                    + " at most %s, or train with a longer data.window")
                            .formatted(steps, most, most - 1));
            int seen = isKnown ? length - steps : length;
            int dropped = Math.max(0, seen + steps - most);
            if (seen > 0) {
                int start = dropped * width;
                float[] shown = Arrays.copyOfRange(values, start, values.length + start);
                Arrays.fill(shown, values.length - start, values.length, Float.NaN);
                boolean[] isSeen = new boolean[values.length];
                Arrays.fill(isSeen, 0, (seen - dropped) * width, true);
                int from = seen - dropped;
                asked.add(
                        new Asked(
                                new SeriesRows.Steps(i, dropped, from + steps, from, shown),
                                isSeen));
                shortened += dropped > 0 ? 1 : 0;
            }
        }
        require(!asked.isEmpty(), "no series has a step before the forecast");
        Forecast.Predicted found = predicted(series, asked, key, progress);
        return new Forecast.Predicted(found.points(), found.effectiveSize(), shortened);
    }

    /**
     * Returns series with what is given with their steps.
     *
     * @throws IllegalArgumentException if it is not known of a step
     */
    private Examples withGiven(Examples series, List<Asked> asked, double[] values) {
        int size = series.width();
        if (data.split().isEmpty()) {
            return Examples.realWithMissing(size, values);
        }
        require(
                series.origin().times().isPresent(),
                "the model is given the scale, the calendar or columns of the steps of a file, and these"
                        + " series are of none\n    forecast a file, or the run's own series");
        int width = data.split().get().whole().size();
        double[] all = new double[asked.size() * width];
        for (int i = 0; i < asked.size(); i++) {
            SeriesRows.Steps of = asked.get(i).steps();
            System.arraycopy(values, i * size, all, i * width, size);
            double[] given =
                    series.origin().times().orElseThrow().given().apply(of.index(), of.dropped());
            int inputs = data.split().get().find(ValueSplit.INPUTS).map(Part::width).orElse(0);
            int perStep = inputs * data.form().variables().size() / size;
            for (int j = 0; j < given.length; j++) {
                boolean isAsked = j - (given.length - inputs) < of.count() * perStep;
                require(
                        !isAsked || !Double.isNaN(given[j]),
                        "a given column has no number at a step of the forecast\n    forecast a file that has"
                                + " rows for these steps, with given columns filled in and empty values");
                all[i * width + size + j] = Double.isNaN(given[j]) ? 0 : given[j];
            }
        }
        return Examples.realWithMissing(width, all).splitBy(data.split().get());
    }

    private Forecast.Predicted predicted(
            Examples series, List<Asked> asked, RandomKey key, EvaluationProgress progress)
            throws IOException {
        int size = series.width();
        double[] values = new double[asked.size() * size];
        boolean[] seen = new boolean[values.length];
        Arrays.setAll(values, j -> asked.get(j / size).steps().truth()[j % size]);
        for (int j = 0; j < seen.length; j++) {
            seen[j] = asked.get(j / size).seen()[j % size];
        }
        CompletedRows completed =
                new CompletedRows(
                        model,
                        ExampleValues.of(data),
                        new ImportanceImputation(model, draws, true, data.trainingMean()),
                        List.of(),
                        draws);
        List<SeriesPoint> points = new ArrayList<>();
        double[] effective = new double[asked.size()];
        Arrays.fill(effective, Double.NaN);
        List<float[]> drawn = new ArrayList<>();
        ExampleKeys keys = new ExampleKeys(model, key, false);
        // A model knows the Normals of all series or of none: inference may cost much.
        boolean mayBeExact = true;
        for (MiniBatch batch : new Chunks(withGiven(series, asked, values), 1)) {
            int first = batch.rows()[0];
            progress.advanced("predicted", first + 1, asked.size());
            boolean[] own = Arrays.copyOfRange(seen, first * size, (first + 1) * size);
            if (mayBeExact) {
                Optional<List<SeriesPoint>> exact =
                        exact(series, asked.get(first).steps(), batch, own, key);
                exact.ifPresent(points::addAll);
                mayBeExact = exact.isPresent();
            }
            if (mayBeExact) {
                continue;
            }
            completed.fill(
                    batch,
                    first,
                    own,
                    keys.next(batch),
                    imputed -> effective[first] = imputed.effectiveSize()[0],
                    (row, draw, example, known) -> {
                        drawn.add(example);
                        if (drawn.size() == draws) {
                            points.addAll(rows(series).of(asked.get(row).steps(), known, drawn));
                            drawn.clear();
                        }
                    });
        }
        return new Forecast.Predicted(points, effective, 0);
    }

    /** Returns the points of a series by Normals, where the model knows them. */
    private Optional<List<SeriesPoint>> exact(
            Examples series,
            SeriesRows.Steps steps,
            MiniBatch batch,
            boolean[] seen,
            RandomKey key) {
        float[] known = CompletedRows.observed(batch.values(), seen);
        double[] shown = new double[known.length];
        Arrays.setAll(shown, j -> known[j]);
        try (TensorScope scope = model.runtime().scope()) {
            Batch whole = model.batch(batch);
            Tensor x = model.runtime().tensor(shown, whole.x().shape()).cast(whole.x().dtype());
            Batch hidden = new Batch(x, whole.given(), whole.rows());
            return model.missingValues(model.infer(hidden, key, Phase.evaluation()), hidden.given())
                    .map(
                            found ->
                                    rows(series)
                                            .ofNormals(
                                                    steps,
                                                    known,
                                                    found.mean().readDoubles(),
                                                    found.variance().readDoubles()));
        }
    }
}
