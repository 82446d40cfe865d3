// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The description of a metric by itself, so that a report can show any metric.
 *
 * <pre>{@code
 * MetricDescription gap =
 *         MetricDescription.of(
 *                 "MIG", MetricDescription.Direction.HIGHER, "The mutual information gap of codes and factors.");
 * }</pre>
 *
 * @param label its name in tables and figures; empty for its name in the records
 * @param unit its usual unit; null in a record, where each value has its own
 * @param kind its usual kind; null in a record, where each value has its own
 * @param sentence what it is, in plain English; empty if nothing is known
 * @param target the value of a calibrated model; null if there is none
 * @param range the values that it may have; null if they have no bounds, or these are not known
 */
public record MetricDescription(
        String label,
        @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable String unit,
        @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable EstimateKind kind,
        Direction direction,
        MetricRole role,
        String sentence,
        @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Double target,
        @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Range range) {

    /** The values from one to another, both included. */
    public record Range(double low, double high) {}

    /** Which values are better. */
    public enum Direction {
        HIGHER,
        LOWER,
        /** Neither: a term of a bound, a count, a description. */
        NEITHER;

        /** Returns whether {@code a} is better than {@code b}; never if neither direction is. */
        public boolean better(double a, double b) {
            return switch (this) {
                case HIGHER -> a > b;
                case LOWER -> a < b;
                case NEITHER -> false;
            };
        }

        @JsonValue
        public String jsonName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public MetricDescription {
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(direction, "direction");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(sentence, "sentence");
    }

    /**
     * Describes a pure number that is no statement about a likelihood. With a direction it ranks
     * models.
     */
    public static MetricDescription of(String label, Direction direction, String sentence) {
        return new MetricDescription(
                label,
                "1",
                EstimateKind.NOT_A_LIKELIHOOD,
                direction,
                direction == Direction.NEITHER ? MetricRole.DIAGNOSTIC : MetricRole.SCORE,
                sentence,
                null,
                null);
    }

    /** Describes a metric without a description of its own; it does not rank models. */
    public static MetricDescription undeclared(String label) {
        return of(label, Direction.NEITHER, "");
    }

    public MetricDescription as(MetricRole other) {
        return new MetricDescription(label, unit, kind, direction, other, sentence, target, range);
    }

    public MetricDescription in(String otherUnit, EstimateKind otherKind) {
        return new MetricDescription(
                label, otherUnit, otherKind, direction, role, sentence, target, range);
    }

    public MetricDescription labelled(String other) {
        return new MetricDescription(other, unit, kind, direction, role, sentence, target, range);
    }

    /** Describes the same quantity, which has this value if a model is calibrated. */
    public MetricDescription towards(double calibrated) {
        return new MetricDescription(
                label, unit, kind, direction, role, sentence, calibrated, range);
    }

    /** Describes the same quantity, all of whose values are within these bounds. */
    public MetricDescription within(double low, double high) {
        return new MetricDescription(
                label, unit, kind, direction, role, sentence, target, new Range(low, high));
    }

    /**
     * Describes the same quantity of a part of the model, such as a latent variable. It ranks
     * nothing.
     */
    public MetricDescription ofPart(String part) {
        String own = sentence.isEmpty() ? "" : sentence + " Of " + part + " alone.";
        return part(label + " of " + part, own);
    }

    /** Describes this diagnostic of another metric. It ranks nothing. */
    public MetricDescription of(MetricDescription metric) {
        return part(label + " of " + metric.label, sentence);
    }

    /**
     * Describes another quantity of the same unit and kind that is measured beside it. It ranks
     * nothing.
     */
    public MetricDescription part(String ofPart, String other) {
        return new MetricDescription(
                ofPart, unit, kind, Direction.NEITHER, MetricRole.DIAGNOSTIC, other, target, range);
    }

    /** Describes the same quantity with q given a part of an example alone. */
    public MetricDescription given(String part) {
        return labelled(label + " given " + part)
                .as(MetricRole.DIAGNOSTIC)
                .with(" With q given " + part + " alone.");
    }

    /** Describes the same quantity over the test examples of the classes that training saw. */
    public MetricDescription ofSeenClasses() {
        return labelled(label + ", seen classes")
                .as(MetricRole.SCORE)
                .with(" Over the test examples of the classes that training saw.");
    }

    private MetricDescription with(String more) {
        String all = (sentence + more).strip();
        return new MetricDescription(label, unit, kind, direction, role, all, target, range);
    }

    /** Returns this description without unit and kind, which a record has with each value. */
    public MetricDescription forRecord() {
        return new MetricDescription(label, null, null, direction, role, sentence, target, range);
    }
}
