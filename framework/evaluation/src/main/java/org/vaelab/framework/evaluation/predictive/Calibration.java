// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

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
 * <p>It does not rank models. The unit of a sphere or of categories is a closeness, which
 * gathers the errors of all coordinates, so models with other spaces do not compare.
 */
@Part("calibration")
@Cites({"cook2006", "talts2018", "sailynoja2022"})
public record Calibration(
        @Setting(value = CalibrationRanks.EXAMPLES, defaultValue = "1000") int examples,
        @Setting(value = CalibrationRanks.DRAWS, defaultValue = "99") int draws,
        @Setting(
                        value =
                                "probability that a test fails for some unit although q is exact, between"
                                        + " 0 and 1; it is divided by the number of units",
                        defaultValue = "0.05")
                double level)
        implements Metric {

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

    public Calibration {
        Counts.atLeastOne("examples", examples);
        Counts.atLeastOne("draws", draws);
        ModelSamples.requireLevel(level);
    }

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "Miscalibrated units",
                        Direction.NEITHER,
                        "The share of latent units whose ranks among draws of q are not uniform, on"
                                + " examples drawn from the model.")
                .within(0, 1);
    }

    @Override
    public Measured measure(MetricContext subject) {
        CalibrationRanks found = subject.get(CalibrationRanks.shared(examples, draws));
        RankTests tests = new RankTests(found.units(), found.ranks(), draws, level);
        return found.mean(tests.fails(), examples, draws)
                .showing(tests.curves("Calibration of q", CAPTION.formatted(1 - level), "q"));
    }
}
