// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.Overlap;
import org.vaelab.framework.evaluation.RatioOfMeans;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.variants.series.StepPredictions.Predicted;

/**
 * How well hidden steps of test series are predicted from the others ({@link StepPredictions}), as
 * a mean over all hidden numbers. Its standard error takes the numbers of a series together, and
 * windows that share steps too, {@link Overlap}.
 * Forecasts have parts by horizon. It is absent if the draws are worth fewer than {@value
 * StepPredictions#FEWEST} equal ones.
 *
 * @param by what predicts; null: the model
 * @param season the steps of a season, of scaled errors and naive predictions; null: that of the
 *     data, or else 1
 */
record StepScores(
        HiddenSteps plan, Measure measure, @Nullable NaivePrediction by, @Nullable Integer season) {

    private static final List<Integer> HORIZONS =
            List.of(1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 20, 24, 50, 100);

    private static final int BINS = 10;

    private static final String FLOOR = "floor";

    private static final double LEVEL = 0.9;

    /** What is measured. */
    enum Measure {
        ERROR(
                "Error",
                "1",
                Direction.LOWER,
                "Root mean squared error of %s, in standard deviations of the test data."),
        MASE(
                "Mase",
                "1",
                Direction.LOWER,
                "Mean absolute scaled error of %s: the absolute error, in mean absolute differences over one"
                        + " season of the training series, or one step if none is set."),
        CRPS(
                "Crps",
                "1",
                Direction.LOWER,
                "Continuous ranked probability score of %s, in standard deviations of the test"
                        + " data. Of a point forecast it is the absolute error."),
        LOG_SCORE(
                "LogScore",
                "nats",
                Direction.HIGHER,
                "Log predictive density of each number of %s."),
        COVERAGE(
                "Coverage",
                "1",
                Direction.NEITHER,
                "Share of numbers of %s inside the central 90 % interval of their prediction: 0.9"
                        + " if it is calibrated."),
        CALIBRATION(
                "Calibration",
                "1",
                Direction.LOWER,
                "Reliability index of %s: the sum over 10 bins of the probability integral transform"
                        + " of |share - 0.1|. A calibrated forecast has that of the part floor.");

        private final String suffix;
        private final String unit;
        private final Direction direction;
        private final String sentence;

        Measure(String suffix, String unit, Direction direction, String sentence) {
            this.suffix = suffix;
            this.unit = unit;
            this.direction = direction;
            this.sentence = sentence;
        }

        private double of(Predicted one) {
            return switch (this) {
                case ERROR -> one.error() * one.error();
                case MASE -> Math.abs(one.difference());
                case CRPS -> one.score();
                case LOG_SCORE -> one.logDensity();
                case COVERAGE -> Math.abs(one.transform() - 0.5) <= LEVEL / 2 ? 1 : 0;
                case CALIBRATION -> one.transform();
            };
        }
    }

    /** Returns whether the steps of a season matter. */
    boolean hasSeason() {
        return measure == Measure.MASE
                || by == NaivePrediction.SEASONAL
                || by == NaivePrediction.CLIMATOLOGY;
    }

    /** Returns the name in configs. */
    String name() {
        return plan.prefix() + measure.suffix + (by == null ? "" : by.suffix());
    }

    MetricDescription description() {
        boolean isForecast = plan == HiddenSteps.FUTURE;
        String what =
                isForecast
                        ? "the second half of a series given the first"
                        : "hidden steps given the others";
        String label = (isForecast ? "Forecast " : "Imputed steps: ") + words();
        MetricDescription found =
                MetricDescription.of(
                                label + method(),
                                by == null ? measure.direction : Direction.NEITHER,
                                sentence(what) + (by == null ? "" : by.meaning))
                        .in(measure.unit, EstimateKind.NOT_A_LIKELIHOOD);
        MetricDescription own = by == null ? found : found.as(MetricRole.NAIVE);
        return measure == Measure.COVERAGE ? own.towards(LEVEL).within(0, 1) : own;
    }

    MetricDescription describe(String part, MetricDescription whole) {
        if (measure == Measure.CALIBRATION) {
            return part.equals(FLOOR)
                    ? whole.part(
                            whole.label() + ", floor",
                            "The mean reliability index of a calibrated forecast whose shares have these"
                                    + " errors.")
                    : whole.part(
                                    whole.label() + ", " + part,
                                    "Share of the transforms in this tenth of the range from 0 to 1.")
                            .towards(1.0 / BINS);
        }
        return whole.part(
                whole.label() + (part.equals("1") ? " 1 step" : " " + part + " steps") + " ahead",
                sentence("the steps so far ahead of the last seen one"));
    }

    private String sentence(String what) {
        return measure.sentence.replace("%s", what + method());
    }

    private String method() {
        return by == null ? "" : " by " + by.label;
    }

    private String words() {
        return measure == Measure.CRPS || measure == Measure.MASE
                ? measure.name()
                : measure.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    Optional<String> obstacle(DataSummary data) {
        return StepPredictions.obstacle(data)
                .or(() -> shortSeries(data.shape().height(), season(data.form().season())));
    }

    private int season(int ofData) {
        return season == null ? Math.max(1, ofData) : season;
    }

    /** Why a season does not fit into examples of some steps, if it must. */
    Optional<String> shortSeries(int steps, int season) {
        boolean isOfHalf = by == NaivePrediction.SEASONAL && plan == HiddenSteps.FUTURE;
        boolean isFree = measure != Measure.MASE && by != NaivePrediction.SEASONAL;
        int most = isFree ? season : isOfHalf ? (steps + 1) / 2 : steps - 1;
        return season <= most
                ? Optional.empty()
                : Optional.of(
                        "season is %s, and %s: take windows of at least %s steps, or a season of at most %s"
                                .formatted(
                                        season,
                                        isOfHalf
                                                ? "a forecast sees %s of the %s steps of an example"
                                                        .formatted(most, steps)
                                                : "an example has %s steps".formatted(steps),
                                        isOfHalf ? 2 * season : season + 1,
                                        most));
    }

    Measurement.Measured measure(MetricContext subject) {
        int steps = season(subject.data().season());
        StepPredictions found =
                subject.get(
                        new Shared<>(
                                "series." + plan.prefix() + (by == null ? "" : by.suffix() + steps),
                                context ->
                                        by == null
                                                ? StepPredictions.of(context, plan)
                                                : StepPredictions.by(by, context, plan, steps)));
        found.requireEffective();
        subject.undefinedIf(
                measure == Measure.LOG_SCORE
                        && found.all().stream().anyMatch(one -> Double.isNaN(one.logDensity())),
                "the density of a hidden number given later ones is not known, only draws are");
        if (measure == Measure.CALIBRATION) {
            return calibration(found);
        }
        return measured(found, measure == Measure.MASE ? scales(subject, steps) : null);
    }

    /** The mean absolute differences over one season of training series, [D]. */
    private double[] scales(MetricContext subject, int season) {
        SeriesLayout layout = SeriesLayout.of(subject.model().shape(), null, "metric");
        double[] scales =
                TrainingSteps.differences(StepPredictions.training(subject), layout, season);
        subject.undefinedIf(
                Arrays.stream(scales).anyMatch(Double::isNaN),
                "no number of the training series differs from that %s steps before"
                        .formatted(season));
        return scales;
    }

    /**
     * Averages over hidden numbers.
     *
     * @param scales of the numbers of a step, by which values are divided; null: 1
     */
    Measurement.Measured measured(StepPredictions found, double @Nullable [] scales) {
        ToDoubleFunction<Predicted> value =
                one -> measure.of(one) / (scales == null ? 1 : scales[one.number()]);
        Map<String, Estimate> parts = new LinkedHashMap<>();
        for (int horizon : plan == HiddenSteps.FUTURE ? HORIZONS : List.<Integer>of()) {
            if (found.all().stream().anyMatch(one -> one.horizon() == horizon)) {
                parts.put("" + horizon, mean(found, one -> one.horizon() == horizon, value));
            }
        }
        return measured(found, mean(found, one -> true, value), parts);
    }

    /**
     * The shares of the bins, their reliability index (Delle Monache et al. 2006, section 4.1) with
     * its error by the delta method, and what the index of a calibrated forecast is in the mean, of
     * Normal errors of the shares:
     *
     * <pre>
     *   index = sum_b |share_b - 0.1|,   floor = sqrt(2 / pi) sum_b se(share_b)
     * </pre>
     */
    Measurement.Measured calibration(StepPredictions found) {
        Map<String, Estimate> parts = new LinkedHashMap<>();
        double[] signs = new double[BINS];
        double floor = 0;
        for (int bin = 0; bin < BINS; bin++) {
            int own = bin;
            Estimate share = mean(found, one -> true, one -> bin(one) == own ? 1 : 0);
            parts.put("bin" + (bin + 1), share);
            signs[bin] = Math.signum(share.value() - 1.0 / BINS);
            floor += Math.sqrt(2 / Math.PI) * share.standardError();
        }
        // Without errors of the shares there is none.
        if (!Double.isNaN(floor)) {
            parts.put(FLOOR, Measurement.Measured.pure(floor, 0));
        }
        double expected = Arrays.stream(signs).sum() / BINS;
        Estimate index = mean(found, one -> true, one -> signs[bin(one)] - expected);
        return measured(found, index, parts);
    }

    /** Says why there is no error, once for a model and not for each forecast without it. */
    private Measurement.Measured measured(
            StepPredictions found, Estimate mean, Map<String, Estimate> parts) {
        Measurement.Measured all = new Measurement.Measured(mean, found.effective().length, parts);
        return by == null ? all.with(found.overlap().caveat(mean.standardError())) : all;
    }

    private static int bin(Predicted one) {
        return Math.min(BINS - 1, (int) (BINS * one.transform()));
    }

    private Estimate mean(
            StepPredictions found, Predicate<Predicted> chosen, ToDoubleFunction<Predicted> value) {
        double[] sums = new double[found.effective().length];
        double[] counts = new double[sums.length];
        found.all().stream()
                .filter(chosen)
                .forEach(
                        one -> {
                            sums[one.example()] += value.applyAsDouble(one);
                            counts[one.example()]++;
                        });
        RatioOfMeans mean = found.overlap().ratio(sums, counts);
        RatioOfMeans shown = measure == Measure.ERROR ? mean.root() : mean;
        return new Estimate(
                shown.value(),
                shown.standardError(),
                measure.unit,
                EstimateKind.NOT_A_LIKELIHOOD,
                // Each series has as many draws as it needs.
                0);
    }
}
