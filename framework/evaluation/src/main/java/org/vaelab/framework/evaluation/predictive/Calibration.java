// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.vaelab.framework.evaluation.CalibrationSettings;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.ranks.Ranks;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;

/**
 * The calibration of an inference on data that are drawn from the model: whether true latent values
 * have uniform ranks among draws of q ({@link CalibrationRanks}).
 *
 * <p>Each unit has the exact test of its ECDF ({@link org.vaelab.framework.ranks.EcdfTest}). The
 * level is divided by the number of units (Bonferroni), so an exact q fails in some unit with
 * probability at most {@code level}. A unit fails if and only if its curve leaves the band of the
 * figure. The standard error of the share is that of a mean over units. If there are several latent
 * variables, each has a part.
 *
 * <p>Neither number ranks models. The unit of a sphere or of categories is a closeness, which
 * gathers the errors of all coordinates, so models with other spaces do not compare.
 *
 * @param measure which number
 */
@Cites({"cook2006", "talts2018", "sailynoja2022"})
public record Calibration(Calibration.Measure measure) implements Metric {

    private static final Shared<CalibrationRanks> RANKS =
            new Shared<>("evaluation.calibration", CalibrationRanks::of);

    private static final String CAPTION =
            "Ranks of true latent values among draws of q, for examples that are drawn from the model:"
                    + " the ECDF of the ranks of each unit minus that of uniform ranks. If q is the"
                    + " posterior, all curves stay in the simultaneous band of all units with"
                    + " probability %s. A curve above and then below 0 means that q is too narrow"
                    + " (U-shaped ranks), the reverse that it is too wide. A curve on one side means"
                    + " that q is biased; for the closeness to the centre of q, as on a sphere or for"
                    + " categories, above 0 means that q is too narrow. A closeness gathers the errors"
                    + " of all coordinates, so its curve lies farther from 0 than theirs. Calibration on simulated data"
                    + " says nothing about the fit to real data.";

    /** What is measured. */
    public enum Measure {
        FAILURES(""),
        DISTANCE(".distance");

        private final String suffix;

        Measure(String suffix) {
            this.suffix = suffix;
        }

        /** Returns the name of the metric. */
        public String metric() {
            return "calibration" + suffix;
        }
    }

    @Override
    public MetricDescription description() {
        return measure == Measure.FAILURES
                ? MetricDescription.of(
                                "Miscalibrated units",
                                Direction.NEITHER,
                                "The share of latent units whose ranks among draws of q are not uniform, on"
                                        + " examples drawn from the model.")
                        .within(0, 1)
                : MetricDescription.of(
                        "Calibration distance",
                        Direction.NEITHER,
                        "The largest difference of the ECDF of ranks among draws of q from that of"
                                + " uniform ranks, mean over latent units, on examples drawn from the"
                                + " model.");
    }

    @Override
    public Measured measure(MetricContext subject) {
        CalibrationRanks found = subject.get(RANKS);
        CalibrationSettings settings = subject.settings().ofCalibration();
        if (measure == Measure.DISTANCE) {
            return measured(
                    found, found.ranks().stream().mapToDouble(Ranks::distance).toArray(), settings);
        }
        RankTests tests =
                new RankTests(found.units(), found.ranks(), settings.draws(), settings.level());
        return measured(found, tests.fails(), settings)
                .showing(
                        tests.curves(
                                "Calibration of q", CAPTION.formatted(1 - settings.level()), "q"));
    }

    private static Measured measured(
            CalibrationRanks found, double[] ofUnits, CalibrationSettings settings) {
        Map<String, Estimate> parts = new LinkedHashMap<>();
        TreeSet<String> variables = new TreeSet<>(found.variables());
        for (String variable : variables.size() > 1 ? variables : new TreeSet<String>()) {
            double[] own =
                    IntStream.range(0, ofUnits.length)
                            .filter(u -> found.variables().get(u).equals(variable))
                            .mapToDouble(u -> ofUnits[u])
                            .toArray();
            parts.put(variable, mean(own, settings));
        }
        Optional<String> caveat =
                found.dependent()
                        ? Optional.of(
                                "the draws are states of chains, which depend on one another: ranks"
                                        + " are uniform only as far as the chains mix")
                        : Optional.empty();
        return new Measured(mean(ofUnits, settings), settings.examples(), parts).with(caveat);
    }

    /** The units share their examples, so the spread among them is no standard error. */
    private static Estimate mean(double[] ofUnits, CalibrationSettings settings) {
        double mean = Arrays.stream(ofUnits).average().orElseThrow();
        return Measured.pure(mean, settings.draws());
    }
}
