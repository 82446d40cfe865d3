// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.LeftOut;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.evaluation.bound.BoundOrEstimate;
import org.vaelab.framework.evaluation.bound.ImportanceEstimate;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.MetricRole;

/**
 * Separates by a score the test data of the classes that training left out ({@link
 * org.vaelab.framework.data.LeftOut}) from the others. The score is minus the bound, or minus the
 * estimate of log p(x). Only examples whose label is known count.
 *
 * @param source of the score
 * @param measure what is measured of it
 */
@Internal
public record Detection(BoundOrEstimate source, Measure measure) implements Metric {

    private static final String NONE = "no class is left out of training; set data.without";

    /** The measure of the separation. */
    public enum Measure {
        /** The area under the receiver operating characteristic, with DeLong's standard error. */
        AREA_UNDER_CURVE,
        /** The average precision, whose standard error is not estimated. */
        AVERAGE_PRECISION
    }

    @Override
    public MetricDescription description() {
        boolean ofBound = source == BoundOrEstimate.BOUND;
        String found = ofBound ? "ELBO" : "log p(x)";
        boolean area = measure == Measure.AREA_UNDER_CURVE;
        return MetricDescription.of(
                        (area ? "AUROC" : "Average precision") + (ofBound ? "" : " by " + found),
                        Direction.HIGHER,
                        "How well a low "
                                + found
                                + " tells classes that training had none of: "
                                + (area
                                        ? "the area under the ROC curve, 0.5 by chance."
                                        : "the average precision."))
                .as(MetricRole.LEFT_OUT)
                .within(0, 1);
    }

    @Override
    public Optional<String> obstacle(DataSummary data) {
        return data.leftOut().isPresent() ? Optional.empty() : Optional.of(NONE);
    }

    @Override
    public Measured measure(MetricContext subject) {
        subject.undefinedIf(subject.leftOut().isEmpty(), NONE);
        PerExample scored = source.of(subject);
        LeftOut leftOut = subject.leftOut().get();
        boolean[] isKnown = leftOut.known(subject.test());
        PerExample known = scored.only(isKnown);
        int[] rows = known.rows();
        subject.undefinedIf(
                rows.length == 0,
                "label '" + leftOut.column() + "' of no scored test example is known");
        subject.undefinedIf(
                Arrays.stream(known.values()).allMatch(Double::isNaN),
                "there is no bound, as there is no density of q");
        boolean[] marks = leftOut.marks(subject.test());
        boolean[] positive = new boolean[rows.length];
        int positives = 0;
        for (int i = 0; i < rows.length; i++) {
            positive[i] = marks[rows[i]];
            positives += positive[i] ? 1 : 0;
        }
        subject.undefinedIf(
                positives == 0 || positives == rows.length,
                "%s of the %s test data are of %s"
                        .formatted(positives == 0 ? "none" : "all", rows.length, leftOut));
        long samples =
                source == BoundOrEstimate.BOUND
                        ? subject.settings().samples()
                        : meanSamples(ImportanceEstimate.perDatum(subject), isKnown);
        double[] scores = Arrays.stream(known.values()).map(value -> -value).toArray();
        return new Measured(estimate(scores, positive, samples), rows.length);
    }

    private static long meanSamples(PerDatum estimates, boolean[] isKnown) {
        return ImportanceEstimate.mean(
                IntStream.range(0, estimates.estimated().length)
                        .filter(i -> isKnown[estimates.estimated()[i]])
                        .map(i -> estimates.samples()[i])
                        .toArray());
    }

    private Estimate estimate(double[] scores, boolean[] positive, long samples) {
        if (Arrays.stream(scores).anyMatch(Double::isNaN)) {
            return Measured.pure(Double.NaN, samples);
        }
        RankedScores ranked = new RankedScores(scores, positive);
        return measure == Measure.AREA_UNDER_CURVE
                ? ranked.areaUnderCurve(samples)
                : Measured.pure(ranked.averagePrecision(), samples);
    }
}
