// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.vaelab.framework.VaeLabException;
import org.vaelab.framework.tensor.Tensor;

/**
 * A form in which a network from elsewhere may give the parameters of a distribution: named
 * numbers, and the map from them to the output of a {@link Head}. A Normal, for example, has the
 * forms (mean, logVariance) and (mean, standardDeviation).
 *
 * @param numbers the numbers, in the order in which {@code toHead} takes them
 * @param toHead from one tensor [..., width] for each number to the output of the head, [..., width
 *     of the head]
 */
public record HeadForm(List<HeadForm.Parameter> numbers, Function<List<Tensor>, Tensor> toHead) {

    /** Below this, ln(e^x - 1) is x in double precision as well. */
    private static final double LINEAR = 30;

    /** The softplus of the least raw output of a head, so that 0 has a finite inverse. */
    private static final double LEAST = 1e-13;

    /** What happens to numbers if x is measured in other units, {@code a x + b}. */
    public enum Unit {
        /** They stay: numbers without a unit, such as logits. */
        NONE,
        /** A value of x, such as its mean: {@code a v + b}. */
        VALUE,
        /** The logarithm of a scale of x: {@code v + log a}. */
        LOG_SCALE,
        /** The logarithm of a variance of x: {@code v + 2 log a}. */
        LOG_VARIANCE
    }

    /**
     * Named numbers of each row.
     *
     * @param name what the paper calls them, in words
     * @param width how many, at least 1
     * @param least no number is below it; {@code -infinity}: no limit
     * @param greatest no number is above it; {@code infinity}: no limit
     * @param unit the unit of x in which they are
     */
    public record Parameter(
            String name, int width, double least, double greatest, HeadForm.Unit unit) {

        /** Creates numbers without limits. */
        public static Parameter real(String name, int width) {
            return new Parameter(
                    name, width, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Unit.NONE);
        }

        /** Creates numbers of at least 0. */
        public static Parameter nonNegative(String name, int width) {
            return new Parameter(name, width, 0, Double.POSITIVE_INFINITY, Unit.NONE);
        }

        /** Creates probabilities. */
        public static Parameter probability(String name, int width) {
            return new Parameter(name, width, 0, 1, Unit.NONE);
        }

        /** Returns these numbers as those of a part: {@code part.name}. */
        public Parameter within(String part) {
            return new Parameter(part + "." + name, width, least, greatest, unit);
        }

        /** Returns these numbers in another unit. */
        public Parameter in(Unit other) {
            return new Parameter(name, width, least, greatest, other);
        }
    }

    public HeadForm {
        numbers = List.copyOf(numbers);
    }

    /**
     * Returns the forms of a head of logits of values: logits, and probabilities, their sigmoid.
     */
    public static List<HeadForm> ofLogits(Head head) {
        Parameter probabilities = Parameter.probability("probabilities", head.width());
        return List.of(
                of(head),
                new HeadForm(List.of(probabilities.in(Unit.VALUE)), given -> logits(given.get(0))));
    }

    /**
     * Returns the form in which a head names its own parameters, with their constraints applied. A
     * positive number is at least {@value #LEAST}, which the head still tells from a smaller one.
     */
    public static HeadForm of(Head head) {
        List<Parameter> numbers = new ArrayList<>();
        for (Head.Output output : head.outputs()) {
            numbers.add(
                    output.constraint() == Head.Constraint.POSITIVE
                            ? new Parameter(
                                    output.name(),
                                    output.width(),
                                    LEAST,
                                    Double.POSITIVE_INFINITY,
                                    Unit.NONE)
                            : Parameter.real(output.name(), output.width()));
        }
        return new HeadForm(
                numbers,
                given -> {
                    List<Tensor> raw = new ArrayList<>();
                    for (int i = 0; i < given.size(); i++) {
                        boolean positive =
                                head.outputs().get(i).constraint() == Head.Constraint.POSITIVE;
                        raw.add(positive ? inverseSoftplus(given.get(i)) : given.get(i));
                    }
                    return joined(raw);
                });
    }

    /**
     * Returns this form, and the same with another number for one of its own: for the logarithm of
     * a variance the variance, the standard deviation or its logarithm, and for logits
     * probabilities.
     */
    public List<HeadForm> readings() {
        List<HeadForm> all = new ArrayList<>(List.of(this));
        for (int i = 0; i < numbers.size(); i++) {
            for (Reading other : OTHERS.getOrDefault(numbers.get(i).name(), List.of())) {
                all.add(with(i, other));
            }
        }
        return all;
    }

    private HeadForm with(int i, Reading other) {
        Parameter own = numbers.get(i);
        List<Parameter> changed = new ArrayList<>(numbers);
        changed.set(
                i,
                new Parameter(
                        other.name(),
                        own.width(),
                        other.fromOwn().applyAsDouble(own.least()),
                        other.fromOwn().applyAsDouble(own.greatest()),
                        own.unit()));
        return new HeadForm(
                changed,
                given -> {
                    List<Tensor> all = new ArrayList<>(given);
                    all.set(i, other.toOwn().apply(given.get(i)));
                    return toHead.apply(all);
                });
    }

    /**
     * Another number from which one of a head follows.
     *
     * @param toOwn from it to that of the head
     * @param fromOwn the inverse, for limits
     */
    private record Reading(String name, UnaryOperator<Tensor> toOwn, DoubleUnaryOperator fromOwn) {}

    private static final Map<String, List<Reading>> OTHERS =
            Map.of(
                    "logVariance",
                    List.of(
                            new Reading(
                                    "standardDeviation",
                                    sigma -> sigma.maximum(Float.MIN_NORMAL).log().mul(2),
                                    log -> Math.max(Float.MIN_NORMAL, Math.exp(0.5 * log))),
                            new Reading(
                                    "variance",
                                    variance -> variance.maximum(Float.MIN_NORMAL).log(),
                                    log -> Math.max(Float.MIN_NORMAL, Math.exp(log))),
                            new Reading(
                                    "logStandardDeviation", log -> log.mul(2), log -> 0.5 * log)),
                    "logits",
                    List.of(
                            new Reading(
                                    "probabilities",
                                    HeadForm::logits,
                                    logit -> 1 / (1 + Math.exp(-logit)))));

    /**
     * Returns this form with limits of the numbers of a name, outside of which they would be
     * changed.
     */
    public HeadForm within(String name, double least, double greatest) {
        return new HeadForm(
                numbers.stream()
                        .map(
                                own ->
                                        own.name().equals(name)
                                                ? new Parameter(
                                                        name,
                                                        own.width(),
                                                        least,
                                                        greatest,
                                                        own.unit())
                                                : own)
                        .toList(),
                toHead);
    }

    /**
     * Returns the least of given numbers, for limits; NaN where they are not known, as in an
     * export.
     */
    public static double least(Tensor numbers) {
        try {
            return numbers.min().readScalar();
        } catch (VaeLabException e) {
            return Double.NaN;
        }
    }

    /** Returns the concatenation along the last axis. */
    public static Tensor joined(List<Tensor> parts) {
        return Tensor.concatenate(parts, -1);
    }

    /** Returns x such that ln(1 + e^x) is y, for y above 0. */
    public static Tensor inverseSoftplus(Tensor y) {
        Tensor small = y.maximum(LEAST).minimum(LINEAR).expm1().log();
        return y.where(y.gt(LINEAR), small);
    }

    /**
     * Returns the logits of probabilities. Those of 0 and 1 are finite: the least normal float32
     * number, and the greatest below 1.
     */
    public static Tensor logits(Tensor probabilities) {
        Tensor p = probabilities.maximum(Float.MIN_NORMAL).minimum(1 - 0x1p-24);
        return p.log().sub(p.neg().log1p());
    }

    /** Returns whether no number has a limit. */
    public boolean isUnlimited() {
        return numbers.stream()
                .allMatch(
                        own -> Double.isInfinite(own.least()) && Double.isInfinite(own.greatest()));
    }

    /** Returns whether some numbers have a unit of x. */
    public boolean hasUnits() {
        return numbers.stream().anyMatch(number -> number.unit() != Unit.NONE);
    }

    /** Returns the names of the numbers. */
    public List<String> names() {
        return numbers.stream().map(Parameter::name).toList();
    }

    /** Returns the names of the numbers for messages: {@code mean, logVariance}. */
    @Override
    public String toString() {
        return numbers.stream().map(Parameter::name).collect(Collectors.joining(", "));
    }
}
