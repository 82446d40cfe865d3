// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.record.PublishedValue;
import org.vaelab.reports.statistics.TTest;

/**
 * Two models with different published numbers of one metric under the same conditions. Their order
 * may be comparable even if the numbers are not.
 *
 * @param one the model with the larger published number
 * @param other the model with the smaller published number
 * @param published the difference in the paper, one minus other, above 0
 * @param seeds the number of seeds that both completed on the same basis; 0 if the pair was not
 *     measured
 * @param mean the mean over these seeds of one minus other; {@code NaN} without any
 * @param halfWidth of the 95 % interval of that mean, paired by seed; {@code NaN} below two seeds
 */
public record PublishedPair(
        Metric metric,
        String one,
        String other,
        double published,
        int seeds,
        double mean,
        double halfWidth) {

    public static List<PublishedPair> of(List<AgainstPublished> values) {
        List<PublishedPair> pairs = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            for (int j = i + 1; j < values.size(); j++) {
                AgainstPublished a = values.get(i);
                AgainstPublished b = values.get(j);
                if (isOfOneColumn(a.published(), b.published())) {
                    boolean above = a.published().value() > b.published().value();
                    pairs.add(above ? between(a, b) : between(b, a));
                }
            }
        }
        return pairs;
    }

    private static boolean isOfOneColumn(PublishedValue a, PublishedValue b) {
        return a.metric().equals(b.metric())
                && a.source().equals(b.source())
                && a.conditions().equals(b.conditions())
                && a.value() != b.value();
    }

    private static PublishedPair between(AgainstPublished one, AgainstPublished other) {
        double[][] common =
                compares(one.measured(), other.measured())
                        ? Measured.common(
                                one.measured().orElseThrow(), other.measured().orElseThrow())
                        : new double[2][0];
        int n = common[0].length;
        TTest test = n < 2 ? null : TTest.paired(common[0], common[1]);
        double mean =
                n == 0
                        ? Double.NaN
                        : test == null ? common[0][0] - common[1][0] : test.meanDifference();
        return new PublishedPair(
                one.metric(),
                one.published().model(),
                other.published().model(),
                one.published().value() - other.published().value(),
                n,
                mean,
                test == null ? Double.NaN : test.halfWidth(Measured.CONFIDENCE));
    }

    private static boolean compares(Optional<Measured> one, Optional<Measured> other) {
        return one.isPresent()
                && other.isPresent()
                && one.get().overSeeds().isPresent()
                && other.get().overSeeds().isPresent()
                && one.get().protocol().equals(other.get().protocol());
    }

    /** Returns whether both were measured, on the same basis and with a common seed. */
    public boolean isMeasured() {
        return seeds > 0;
    }

    public boolean isAsPublished() {
        return mean > 0;
    }

    public boolean isSettled() {
        return Math.abs(mean) > halfWidth;
    }
}
