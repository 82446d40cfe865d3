// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.List;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.MetricDescription.Range;
import org.vaelab.framework.record.MetricRole;

/** A metric as its records describe it. */
public record ReportedMetric(String name, MetricDescription description) {

    private static final List<MetricRole> MAIN =
            List.of(MetricRole.LOG_LIKELIHOOD, MetricRole.BOUND);

    public String label() {
        return description.label();
    }

    public Direction direction() {
        return description.direction();
    }

    public MetricRole role() {
        return description.role();
    }

    /** Returns the lower end of its range; minus infinity if it has none. */
    public double least() {
        Range range = description.range();
        return range == null ? Double.NEGATIVE_INFINITY : range.low();
    }

    /** Returns the upper end of its range; infinity if it has none. */
    public double most() {
        Range range = description.range();
        return range == null ? Double.POSITIVE_INFINITY : range.high();
    }

    /** Returns the factor that makes larger values better. */
    public double sign() {
        return direction() == Direction.HIGHER ? 1 : -1;
    }

    /** Returns the label with an arrow in the direction of better values. */
    public String directed() {
        return switch (direction()) {
            case HIGHER -> label() + " ↑";
            case LOWER -> label() + " ↓";
            case NEITHER -> label();
        };
    }

    public boolean isRanked() {
        return direction() != Direction.NEITHER;
    }

    /** Returns whether it is log p(x) or the ELBO, the metrics that a report prefers. */
    public boolean isMain() {
        return MAIN.contains(role());
    }

    /** Returns whether it is the main estimate of log p(x), on whichever scale. */
    public boolean isLogLikelihood() {
        return role() == MetricRole.LOG_LIKELIHOOD || role() == MetricRole.SCALED_LOG_LIKELIHOOD;
    }

    /** Returns its place among the metrics that a report prefers: log p(x), the ELBO, any other. */
    public int preference() {
        return isMain() ? MAIN.indexOf(role()) : MAIN.size();
    }

    /**
     * Returns whether it only describes a model: it ranks nothing and is not a term of the bound.
     */
    public boolean isDiagnostic() {
        return !isRanked() && role() != MetricRole.RECONSTRUCTION && role() != MetricRole.KL;
    }
}
