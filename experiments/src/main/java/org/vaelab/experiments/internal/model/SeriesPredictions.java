// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.internal.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.imputation.internal.ImportanceImputation;
import org.vaelab.framework.imputation.internal.Imputed;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.SeriesPoint;
import org.vaelab.framework.tensor.TensorScope;

/**
 * What a trained model says of the hidden numbers of series, given the others: the mean and quantiles of draws of
 * p(hidden given seen).
 *
 * @param draws K, of each hidden number
 */
public record SeriesPredictions(LatentVariableModel model, DataSummary data, int draws) {

    /** The most drawn numbers that are kept at once. */
    private static final int KEPT = 20_000_000;

    private static final int CHUNK = 100;

    private static final double GAPS = 0.2;

    /** The least effective sample size for quantiles of 5 and 95 %. */
    public static final int FEWEST = 20;

    /**
     * A series of which numbers are hidden.
     *
     * @param index of the series among the examples
     * @param values [T, D] on the scale of the model; NaN where no number is known
     * @param dropped the steps of the series before these
     * @param hidden of each value
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record Asked(int index, double[] values, int dropped, boolean[] hidden) {}

    /**
     * Predictions.
     *
     * @param points of the seen and the hidden steps
     * @param effective the effective sample size of each series
     * @param shortened how many series the model sees without their first steps
     * @param leftOut how many series have too few steps
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    public record Predicted(
            List<SeriesPoint> points, double[] effective, int shortened, int leftOut) {

        /**
         * Returns the points, if their quantiles come from enough draws.
         *
         * @throws IllegalArgumentException if not, with the reason
         */
        List<SeriesPoint> reliable() {
            double least = Arrays.stream(effective).min().orElse(FEWEST);
            require(
                    least >= FEWEST,
                    "the draws of a series are worth %.1f equal ones, fewer than %d"
                            .formatted(least, FEWEST));
            return points;
        }

        /** Returns the points that the model does not see. */
        public List<SeriesPoint> hidden() {
            return points.stream().filter(p -> !Double.isNaN(p.value())).toList();
        }
    }

    /**
     * Checks that the model can predict steps.
     *
     * @throws IllegalArgumentException if it cannot, with the reason
     */
    public SeriesPredictions {
        require(!data.variables().isEmpty(), "the data are no series (source: series)");
        require(
                model.generative().condition().isNone(),
                "a model with a condition predicts no steps of series");
        require(
                data.hasMissing(),
                "the model was trained without missing values, so it cannot leave steps out");
    }

    private static void require(boolean isMet, String otherwise) {
        if (!isMet) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private int width() {
        return data.variables().size();
    }

    /** Returns T, the steps on which the model was trained. */
    private int steps() {
        return model.shape().size() / width();
    }

    private SeriesRows rows(Examples series) {
        return new SeriesRows(ExampleValues.of(data), series.origin());
    }

    private double[] values(Examples series, int index) {
        double[] values = new double[series.width()];
        series.read(index, values, 0);
        return values;
    }

    /** Predicts the last half of each series. */
    Predicted lastHalves(Examples series, RandomKey key) {
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            double[] values = values(series, i);
            int length = rows(series).length(values);
            asked.add(new Asked(i, values, 0, range((length + 1) / 2, length)));
        }
        return predicted(series, asked, key, EvaluationProgress.SILENT);
    }

    /** Predicts some steps of each series, chosen at random: a fifth of the steps between the first and the last. */
    Predicted gaps(Examples series, RandomKey key) {
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            double[] values = values(series, i);
            boolean[] hidden = new boolean[values.length];
            double[] uniform = key.split("hidden").fold(i).uniform(steps());
            for (int j = width(); j < (rows(series).length(values) - 1) * width(); j++) {
                hidden[j] = uniform[j / width()] < GAPS;
            }
            asked.add(new Asked(i, values, 0, hidden));
        }
        return predicted(series, asked, key, EvaluationProgress.SILENT);
    }

    /**
     * Predicts the numbers up to the end of each series that are missing.
     *
     * @param observed which numbers count as observed, [n, T D] row by row
     */
    public Predicted missing(
            Examples series, boolean[] observed, RandomKey key, EvaluationProgress progress) {
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            double[] values = values(series, i);
            boolean[] hidden = new boolean[values.length];
            for (int j = 0; j < rows(series).length(values) * width(); j++) {
                hidden[j] = Double.isNaN(values[j]) || !observed[i * values.length + j];
            }
            asked.add(new Asked(i, values, 0, hidden));
        }
        return predicted(series, asked, key, progress);
    }

    private boolean[] range(int from, int to) {
        boolean[] values = new boolean[model.shape().size()];
        Arrays.fill(values, from * width(), to * width(), true);
        return values;
    }

    /**
     * Predicts the last steps of series, which are hidden, or those after their ends. If a series and the
     * steps after it are longer than T, the model sees its last steps.
     *
     * @param future how many steps
     * @param isKnown whether they are the last ones of the series, and a series must have more
     * @throws IllegalArgumentException if the steps leave none to see
     */
    public Predicted forecast(
            Examples series,
            int future,
            boolean isKnown,
            RandomKey key,
            EvaluationProgress progress) {
        require(
                future < steps(),
                "a forecast of %s steps leaves none of the %s steps on which the model was trained: give"
                                .formatted(future, steps())
                        + " fewer --steps, or train on longer series");
        List<Asked> asked = new ArrayList<>();
        int shortened = 0;
        for (int i = 0; i < series.size(); i++) {
            double[] values = values(series, i);
            int length = rows(series).length(values);
            int seen = isKnown ? length - future : length;
            int dropped = Math.max(0, seen + future - steps());
            if (seen > 0) {
                double[] shifted = new double[values.length];
                Arrays.fill(shifted, Double.NaN);
                int from = dropped * width();
                System.arraycopy(values, from, shifted, 0, values.length - from);
                asked.add(
                        new Asked(
                                i, shifted, dropped, range(seen - dropped, seen - dropped + future)));
                shortened += dropped > 0 ? 1 : 0;
            }
        }
        require(!asked.isEmpty(), "no series has more than %s steps".formatted(isKnown ? future : 0));
        Predicted found = predicted(series, asked, key, progress);
        return new Predicted(
                found.points(), found.effective(), shortened, series.size() - asked.size());
    }

    private Predicted predicted(
            Examples series, List<Asked> asked, RandomKey key, EvaluationProgress progress) {
        int size = model.shape().size();
        double[] flat = asked.stream().flatMapToDouble(a -> Arrays.stream(a.values())).toArray();
        Examples shifted = Examples.realWithMissing(size, flat).in(series.precision());
        ImportanceImputation imputer =
                new ImportanceImputation(model, draws, data.hasMissing(), data.trainingMean());
        List<SeriesPoint> points = new ArrayList<>();
        double[] effective = new double[asked.size()];
        int from = 0;
        int chunk = (int) Math.max(1, Math.min(CHUNK, KEPT / ((long) draws * size)));
        for (MiniBatch batch : new Chunks(shifted, chunk)) {
            boolean[] observed = new boolean[batch.size() * size];
            for (int i = 0; i < observed.length; i++) {
                boolean[] hidden = asked.get(from + i / size).hidden();
                observed[i] = !hidden[i % size] && !Double.isNaN(flat[from * size + i]);
            }
            Imputed imputed;
            try (TensorScope scope = model.runtime().scope()) {
                imputed = imputer.of(model.batch(batch), observed, draws, key.fold(from));
            }
            for (int b = 0; b < batch.size(); b++) {
                effective[from + b] = imputed.effectiveSize()[b];
                points.addAll(points(series, asked.get(from + b), imputed, b));
            }
            from += batch.size();
            progress.advanced("predicted", from, asked.size());
        }
        return new Predicted(points, effective, 0, 0);
    }

    private List<SeriesPoint> points(Examples series, Asked asked, Imputed imputed, int row) {
        int size = model.shape().size();
        SeriesRows rows = rows(series);
        int last = IntStream.range(0, size).filter(j -> asked.hidden()[j]).max().orElse(-1);
        return rows.of(
                asked.index(),
                asked.dropped(),
                Math.max(1 + last / width(), rows.length(asked.values())),
                asked.values(),
                imputed.draws().stream()
                        .map(draw -> Arrays.copyOfRange(draw, row * size, (row + 1) * size))
                        .toList(),
                place -> asked.hidden()[place]);
    }
}
