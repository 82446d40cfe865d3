// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.ranks.Ranks;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * How far the ranks of true latent values among draws of q are from uniform ({@link
 * CalibrationRanks}): the largest difference of their ECDF, mean over units. An exact q with N
 * examples has about {@code 0.87 / sqrt(N)}. It does not rank models, as {@link Calibration} does
 * not. If both have equal settings, they share the ranks.
 */
@Part("calibration.distance")
@Cites({"cook2006", "talts2018", "sailynoja2022"})
public record CalibrationDistance(
        @Setting(value = CalibrationRanks.EXAMPLES, defaultValue = "1000") int examples,
        @Setting(value = CalibrationRanks.DRAWS, defaultValue = "99") int draws)
        implements Metric {

    public CalibrationDistance {
        Counts.atLeastOne("examples", examples);
        Counts.atLeastOne("draws", draws);
    }

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                "Calibration distance",
                Direction.NEITHER,
                "The largest difference of the ECDF of ranks among draws of q from that of"
                        + " uniform ranks, mean over latent units, on examples drawn from the"
                        + " model.");
    }

    @Override
    public Measured measure(MetricContext subject) {
        CalibrationRanks found = subject.get(CalibrationRanks.shared(examples, draws));
        double[] ofUnits = found.ranks().stream().mapToDouble(Ranks::distance).toArray();
        return found.mean(ofUnits, examples, draws);
    }
}
