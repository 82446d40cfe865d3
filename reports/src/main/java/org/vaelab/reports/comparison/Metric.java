// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.MetricRole;

/**
 * A metric as its records describe it.
 *
 * @param name its name in the records
 * @param description what it says of itself
 */
public record Metric(String name, MetricDescription description) {

    /** Returns its name in print. */
    public String label() {
        return description.label();
    }

    /** Returns which values are better. */
    public Direction direction() {
        return description.direction();
    }

    /** Returns what a report uses it for. */
    public MetricRole role() {
        return description.role();
    }

    /** Returns whether models can be ranked by it. */
    public boolean isRanked() {
        return direction() != Direction.NEITHER;
    }

    /** Returns whether the table that has it explains it: a reader needs it to judge other numbers. */
    public boolean isExplained() {
        return role() == MetricRole.HEAVY_TAIL || role() == MetricRole.RELIABILITY;
    }

    /** Returns whether it only describes a model: it ranks nothing and is not a term of the bound. */
    public boolean isDiagnostic() {
        return !isRanked() && role() != MetricRole.RECONSTRUCTION && role() != MetricRole.KL;
    }
}
