// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Optional;
import java.util.function.Function;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;

/**
 * How well latent distances keep the true distances of examples, over all pairs of at most {@value
 * PairDistances#EXAMPLES} test examples:
 *
 * <pre>
 *   distortion = min_c mean |d(z_i, z_j) / c - d_ij| / d_ij
 * </pre>
 *
 * <p>It is the average distortion of Sala et al. (2018) after the best scale c. z is the location
 * of q, and d the distance of the latent space. For several latent variables d is the root of the
 * sum of squares, as in a product. Pairs with d_ij = 0 are left out. Isometric codes have 0, equal
 * codes 1.
 *
 * @param number which number: the distortion, the rank correlation of the distances, or c
 */
@Cites("sala2018")
record Distortion(MetricDescription description, Function<PairDistances, Measured> number)
        implements Metric {

    static final Distortion MEAN =
            new Distortion(
                    MetricDescription.of(
                            "Distortion",
                            Direction.LOWER,
                            "The mean relative error of latent distances, after the best scale."),
                    PairDistances::distortion);

    static final Distortion RANK_CORRELATION =
            new Distortion(
                    MetricDescription.of(
                                    "Distance rank correlation",
                                    Direction.HIGHER,
                                    "Spearman's rank correlation of latent and known distances.")
                            .within(-1, 1),
                    PairDistances::rankCorrelation);

    static final Distortion SCALE =
            new Distortion(
                    MetricDescription.of(
                            "Distance scale",
                            Direction.NEITHER,
                            "The latent distance of a known distance of 1, for the least distortion."),
                    pairs -> Measured.number(pairs.scale(), pairs.examples()));

    @Override
    public Optional<String> obstacle(DataSummary data) {
        return data.knowsDistances() ? Optional.empty() : Optional.of(PairDistances.UNKNOWN);
    }

    @Override
    public Measured measure(MetricContext subject) {
        return number.apply(
                subject.get(new Shared<>("representation.distances", PairDistances::of)));
    }
}
