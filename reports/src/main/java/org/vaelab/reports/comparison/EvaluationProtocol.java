// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.text.ListText;

/**
 * The protocol of a value. Two values are comparable exactly if they have the same protocol.
 *
 * @param kind the kind of number
 * @param unit its unit
 * @param samples the number of latent samples per datum; 0 if it differs between data, and for a
 *     score, which compares whatever it was found with
 * @param samplesFor the standard error that the number of each datum is chosen for
 * @param examples that it was evaluated on
 * @param leftOut the classes that training left out, if the value measures their detection; else
 *     empty. A likelihood is comparable whatever the model was trained on
 * @param settings those of the metric that its config sets; empty if they are the usual ones
 * @param observed the data, and which likelihood of them it is
 */
public record EvaluationProtocol(
        EstimateKind kind,
        String unit,
        long samples,
        OptionalDouble samplesFor,
        EvaluatedExamples examples,
        String leftOut,
        String settings,
        Observed observed) {

    private static final String BITS_PER_DIMENSION = "bits/dim";

    private static final String KIND = "kind";
    private static final String DRAWS = "K";

    /** Returns the protocol of a value of a run. */
    public static EvaluationProtocol of(RunRecord record, String metric, Estimate estimate) {
        Double samplesFor = estimate.samplesFor();
        boolean isLikelihood = estimate.kind() != EstimateKind.NOT_A_LIKELIHOOD;
        boolean isScore = !isLikelihood && record.describe(metric).direction() != Direction.NEITHER;
        Observed observed =
                estimate.unit().equals(BITS_PER_DIMENSION)
                        ? Observed.inBits(record.provenance())
                        : Observed.of(record.provenance());
        return new EvaluationProtocol(
                estimate.kind(),
                estimate.unit(),
                isScore || samplesFor != null ? 0 : estimate.samples(),
                isScore || samplesFor == null
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(samplesFor),
                EvaluatedExamples.of(record.provenance(), metric),
                record.describe(metric).role() == MetricRole.LEFT_OUT
                        ? Optional.ofNullable(record.provenance().facts().preparation().leftOut())
                                .map(FactText::classes)
                                .orElse("")
                        : "",
                settings(record, metric),
                isLikelihood ? observed : observed.ofScore());
    }

    /** Returns the settings of the metric, or of that whose part it is. */
    private static String settings(RunRecord record, String metric) {
        String settings = "";
        int longest = 0;
        for (JsonNode each : record.provenance().config().at("/evaluation/metrics")) {
            String type = each.path("type").asText("");
            boolean isOf = metric.equals(type) || metric.startsWith(type + ".");
            if (type.length() > longest && isOf && each.deepCopy() instanceof ObjectNode own) {
                longest = type.length();
                own.remove("type");
                settings = own.toString();
            }
        }
        return settings;
    }

    /** Returns the unit; empty for a number without one. */
    public String named() {
        return unit.equals("1") ? "" : unit;
    }

    /** What the difference of two values says about the difference of the two quantities. */
    public enum Limits {
        /** The values are of one kind: their difference is taken as that of the quantities. */
        BOTH(true, true),
        /** The model is better by at least the difference of the values. */
        LOWER(true, false),
        /** The model is better by at most the difference of the values. */
        UPPER(false, true),
        /** The values do not compare. */
        NONE(false, false);

        private final boolean isLower;
        private final boolean isUpper;

        Limits(boolean isLower, boolean isUpper) {
            this.isLower = isLower;
            this.isUpper = isUpper;
        }

        /** Returns whether a difference may show that a model is better, or if below 0, worse. */
        boolean canShow(double better) {
            return better > 0 ? isLower : isUpper;
        }

        boolean isLower() {
            return isLower;
        }

        boolean isUpper() {
            return isUpper;
        }
    }

    /**
     * Returns what the difference of two models says, model minus reference, positive if better. An
     * exact value compares in one direction with a bound, whatever the K of the bound: a model
     * whose lower bound is above the exact value of the reference is better.
     */
    static Limits limits(MeasuredMetric model, MeasuredMetric reference) {
        if (model.overSeeds().isEmpty() || reference.overSeeds().isEmpty()) {
            return Limits.NONE;
        }
        EvaluationProtocol one = model.protocol().orElseThrow();
        EvaluationProtocol other = reference.protocol().orElseThrow();
        if (one.equals(other)) {
            return Limits.BOTH;
        }
        if (!one.isOfTheSame(other)) {
            return Limits.NONE;
        }
        boolean higher = model.metric().direction() == Direction.HIGHER;
        EstimateKind pessimistic = higher ? EstimateKind.LOWER_BOUND : EstimateKind.UPPER_BOUND;
        EstimateKind optimistic = higher ? EstimateKind.UPPER_BOUND : EstimateKind.LOWER_BOUND;
        if (one.is(pessimistic) && other.is(optimistic)) {
            return Limits.LOWER;
        }
        return one.is(optimistic) && other.is(pessimistic) ? Limits.UPPER : Limits.NONE;
    }

    /**
     * Returns whether two values are of one quantity of the same data, so that they differ in kind
     * and K alone.
     */
    boolean isOfTheSame(EvaluationProtocol other) {
        Set<String> apart = new LinkedHashSet<>();
        compare(other, apart);
        return Set.of(KIND, DRAWS).containsAll(apart);
    }

    private boolean is(EstimateKind bound) {
        return kind == bound || kind == EstimateKind.EXACT;
    }

    /** Returns how these protocols differ, such as {@code K and shape of the data}. */
    public static String differences(List<EvaluationProtocol> protocols) {
        Set<String> all = new LinkedHashSet<>();
        protocols.forEach(protocol -> protocol.compare(protocols.get(0), all));
        return ListText.of(List.copyOf(all));
    }

    private void compare(EvaluationProtocol other, Set<String> differences) {
        differ(kind.equals(other.kind), KIND, differences);
        differ(unit.equals(other.unit), "unit", differences);
        boolean sameDraws = samples == other.samples && samplesFor.equals(other.samplesFor);
        differ(sameDraws, DRAWS, differences);
        examples.compare(other.examples, differences);
        differ(leftOut.equals(other.leftOut), "classes left out", differences);
        differ(settings.equals(other.settings), "settings of the metric", differences);
        observed.compare(other.observed, differences);
    }

    private static void differ(boolean equal, String what, Set<String> differences) {
        if (!equal) {
            differences.add(what);
        }
    }
}
