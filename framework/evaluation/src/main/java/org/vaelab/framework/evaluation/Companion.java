// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.record.MetricDescription;

/**
 * A number that is measured with another metric, such as a diagnostic of an estimate: its
 * description and its measurement in one place.
 *
 * @param measurement throws {@link UndefinedMetricException} if the number is not defined
 * @param needs the names of metrics that are measured before
 * @param papers the keys of the papers that define it
 * @param part describes a part, given its name and the description of the whole
 */
public record Companion(
        MetricDescription description,
        Function<MetricContext, Measured> measurement,
        Asked asked,
        Set<String> needs,
        List<String> papers,
        PartDescription part)
        implements Metric {

    /** Describes a part of a number. */
    @FunctionalInterface
    public interface PartDescription {

        /** Returns the description of a part, given that of the whole. */
        MetricDescription of(String part, MetricDescription whole);
    }

    /** Returns a number without papers, whose absence is recorded with its reason. */
    public static Companion of(
            MetricDescription description, Function<MetricContext, Measured> measurement) {
        return new Companion(
                description,
                measurement,
                Asked.ALWAYS,
                Set.of(),
                List.of(),
                (part, whole) -> whole.ofPart(part));
    }

    /** Returns the same number, which is left out where it is not defined. */
    public Companion whereDefined() {
        return new Companion(description, measurement, Asked.WHERE_DEFINED, needs, papers, part);
    }

    /** Returns the same number, which is measured after another. */
    public Companion after(String other) {
        return new Companion(description, measurement, asked, Set.of(other), papers, part);
    }

    /** Returns the same number with the keys of its papers. */
    public Companion citing(String... keys) {
        return new Companion(description, measurement, asked, needs, List.of(keys), part);
    }

    /** Returns the same number, whose parts are described otherwise. */
    public Companion withParts(PartDescription other) {
        return new Companion(description, measurement, asked, needs, papers, other);
    }

    /** Returns this number as that of a part, of which the measurement is. */
    public Companion ofPart(String name) {
        return new Companion(part.of(name, description), measurement, asked, needs, papers, part);
    }

    @Override
    public Measured measure(MetricContext subject) {
        return measurement.apply(subject);
    }

    @Override
    public MetricDescription describe(String name, MetricDescription whole) {
        return part.of(name, whole);
    }
}
