// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.PublishedValue;
import org.vaelab.reports.comparison.EvaluationProtocol.Limits;

/**
 * Two models with different published numbers of one metric under the same conditions. Their order
 * may be comparable even if the numbers are not.
 *
 * @param one the model with the larger published number
 * @param other the model with the smaller published number
 * @param pair the two by common seeds; null if they were not measured on the same basis
 */
@Internal
public record PublishedPair(AgainstPublished one, AgainstPublished other, @Nullable Paired pair) {

    /** Returns the pairs of one metric, source and conditions, whose numbers differ. */
    public static List<PublishedPair> of(List<AgainstPublished> values) {
        List<PublishedPair> pairs = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            for (AgainstPublished b : values.subList(i + 1, values.size())) {
                AgainstPublished a = values.get(i);
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
        if (one.measured().isEmpty() || other.measured().isEmpty()) {
            return new PublishedPair(one, other, null);
        }
        Paired pair = Paired.of(one.measured().get(), other.measured().get(), "", "");
        return new PublishedPair(one, other, pair.limits() == Limits.BOTH ? pair : null);
    }

    public ReportedMetric metric() {
        return one.metric();
    }

    /** Returns the difference in the paper, one minus other, above 0. */
    public double published() {
        return one.published().value() - other.published().value();
    }

    /** Returns whether the measured difference has the sign of the published one. */
    public boolean isAsPublished() {
        return pair != null && pair.mean() > 0;
    }

    public boolean isSettled() {
        return pair != null && Math.abs(pair.mean()) > pair.halfWidth();
    }
}
