// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * What p(x given z) of two values says beside its density: what best predicts x, and the numbers
 * that determine it.
 */
record OutputClaims(OutputRow row) {

    private static final DataShape PLANE = DataShape.flat(2);

    /** Values of x at which a distribution that is rebuilt is compared. */
    private static final int POINTS = 20;

    /** The relative error of a rebuilt log density: the inverse of a constraint loses digits. */
    private static final double ROUNDING = 1e-6;

    private Likelihood likelihood() {
        return row.likelihood();
    }

    private TensorRuntime runtime() {
        return row.runtime();
    }

    /**
     * Asserts that what best predicts x is the mean, up to the error of the integral, or the most
     * probable x; of a text the most probable token at each place.
     */
    void predicts() {
        double[] best;
        try (TensorScope scope = runtime().scope()) {
            best = row.output(1).prediction().map(Tensor::readDoubles).orElse(new double[0]);
        }
        if (best.length == 0) {
            return;
        }
        if (best.length != row.width()) {
            throw new AssertionError(
                    row.name() + ": prediction() has " + best.length + " numbers of a datum of 2");
        }
        if (row.domain() == ValueDomain.TOKENS) {
            predictsGreedily(best);
        } else if (!isMean(best) && !isMostProbable(best)) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "%s: prediction() is %s, which is neither the mean %s nor the most"
                                    + " probable x %s; leave it out where the mean is meant",
                            row.name(),
                            Arrays.toString(best),
                            Arrays.toString(means()),
                            Arrays.toString(mode())));
        }
    }

    private double[] means() {
        return IntStream.range(0, row.width())
                .mapToDouble(j -> row.density().expectation(row.density().coordinate(j)).value())
                .toArray();
    }

    private boolean isMean(double[] best) {
        try {
            for (int j = 0; j < best.length; j++) {
                row.density().agrees("", best[j], row.density().coordinate(j));
            }
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    /** The densest node, which is next to the most probable x. */
    private double[] mode() {
        double[] points = row.density().nodes().points();
        double[] log = row.logDensity(points);
        int best = 0;
        for (int i = 1; i < log.length; i++) {
            best = log[i] > log[best] ? i : best;
        }
        return Arrays.copyOfRange(points, 2 * best, 2 * best + 2);
    }

    private boolean isMostProbable(double[] best) {
        double most = row.logDensity(mode())[0];
        return row.logDensity(best)[0] >= most - 1e-9 * (1 + Math.abs(most));
    }

    private void predictsGreedily(double[] best) {
        double[] texts = row.density().nodes().points();
        double[] log = row.logDensity(texts);
        double[] first = new double[SmallData.TOKENS];
        double[] second = new double[SmallData.TOKENS];
        for (int i = 0; i < log.length; i++) {
            first[(int) texts[2 * i]] += Math.exp(log[i]);
            if (texts[2 * i] == best[0] && best[0] != Vocabulary.END) {
                second[(int) texts[2 * i + 1]] += Math.exp(log[i]);
            }
        }
        requireLargest("first", first, best[0]);
        if (best[0] != Vocabulary.END) {
            requireLargest("second", second, best[1]);
        }
    }

    private void requireLargest(String place, double[] probabilities, double token) {
        double most = Arrays.stream(probabilities).max().orElseThrow();
        boolean isToken = token >= 0 && token < probabilities.length && token == Math.rint(token);
        if (!isToken || probabilities[(int) token] < most - ROUNDING) {
            throw new AssertionError(
                    "%s: the %s token of prediction() is %s, where the probabilities are %s"
                            .formatted(row.name(), place, token, Arrays.toString(probabilities)));
        }
    }

    /**
     * Asserts that the distribution is the one that its numbers determine, where they are those of
     * a form of the decoder's output, and that its numbers in other units are those of {@code m + s
     * x}.
     */
    void isDeterminedByItsNumbers() {
        try (TensorScope scope = runtime().scope()) {
            OutputDistribution p = row.output(1);
            Map<String, Tensor> numbers = p.numbers();
            numbers.forEach(
                    (name, value) ->
                            PartContract.assertFinite(
                                    row.name() + ", number '" + name + "'", value.readDoubles()));
            if (row.domain() == ValueDomain.TOKENS) {
                return;
            }
            double[] x = row.sample(row.key().split("numbers"), POINTS);
            rebuilt(numbers, x).ifPresent(got -> requireEqual("numbers()", numbers, got, x, 0));
            requireMeanOfNumbers(numbers);
            requireOtherUnits(p, x);
        }
    }

    private void requireOtherUnits(OutputDistribution p, double[] x) {
        double[] offset = {0.4, -1.5};
        double[] scale = {2, 0.25};
        Map<String, Tensor> other = p.numbersOf(runtime().vector(offset), runtime().vector(scale));
        if (other.isEmpty()) {
            return;
        }
        if (!other.keySet().equals(p.numbers().keySet())) {
            throw new AssertionError(
                    "%s: numbersOf() has the names %s, and numbers() has %s"
                            .formatted(row.name(), other.keySet(), p.numbers().keySet()));
        }
        requireUsualUnits(p.numbers(), other, offset, scale);
        double[] moved = x.clone();
        Arrays.setAll(moved, i -> offset[i % 2] + scale[i % 2] * x[i]);
        double logScale = Math.log(scale[0] * scale[1]);
        rebuilt(other, moved)
                .ifPresent(got -> requireEqual("numbersOf()", other, got, x, logScale));
    }

    /** Numbers of the usual names are those of m + s x, also where no form has all of them. */
    private void requireUsualUnits(
            Map<String, Tensor> own, Map<String, Tensor> other, double[] offset, double[] scale) {
        own.forEach(
                (name, value) -> {
                    double[] before = both(value);
                    double[] after = both(Objects.requireNonNull(other.get(name)));
                    for (int j = 0; j < Math.min(before.length, after.length); j++) {
                        double v = before[j];
                        double expected =
                                switch (name) {
                                    case "mean", "location" -> offset[j] + scale[j] * v;
                                    case "scale", "deviation" -> scale[j] * v;
                                    case "variance" -> scale[j] * scale[j] * v;
                                    case "logScale" -> v + Math.log(scale[j]);
                                    case "logVariance" -> v + 2 * Math.log(scale[j]);
                                    default -> after[j];
                                };
                        if (!(Math.abs(after[j] - expected)
                                <= ROUNDING * (1 + Math.abs(expected)))) {
                            throw new AssertionError(
                                    String.format(
                                            Locale.ROOT,
                                            "%s: '%s' of x is %.6g, so that of %s + %s x is %.6g, and numbersOf() has"
                                                    + " %.6g",
                                            row.name(),
                                            name,
                                            v,
                                            offset[j],
                                            scale[j],
                                            expected,
                                            after[j]));
                        }
                    }
                });
    }

    /** Returns a number of both values, which may be one for both; nothing of other sizes. */
    private static double[] both(Tensor number) {
        double[] read = number.readDoubles();
        return read.length == 1
                ? new double[] {read[0], read[0]}
                : read.length == 2 ? read : new double[0];
    }

    /** Asserts that deviations are those of the density, of which {@code E[x^2] - E[x]^2} is one. */
    void hasDeviations() {
        double[] deviations;
        double[] mean;
        try (TensorScope scope = runtime().scope()) {
            OutputDistribution p = row.output(1);
            if (p.deviations().isEmpty()) {
                return;
            }
            deviations = both(p.deviations().orElseThrow());
            mean =
                    p.mean()
                            .orElseThrow(
                                    () ->
                                            new AssertionError(
                                                    row.name()
                                                            + ": deviations() are those of Normals, and mean() is empty"))
                            .readDoubles();
        }
        for (int j = 0; j < deviations.length && mean.length == row.width(); j++) {
            double own = mean[j];
            row.density()
                    .agrees(
                            row.name() + ", the square of deviations() of value " + j,
                            deviations[j] * deviations[j],
                            Arrays.stream(row.density().coordinate(j))
                                    .map(x -> (x - own) * (x - own))
                                    .toArray());
        }
    }

    private void requireEqual(
            String what, Map<String, Tensor> numbers, double[] got, double[] x, double logScale) {
        double[] expected = row.logDensity(x);
        for (int i = 0; i < got.length; i++) {
            double of = expected[i] - logScale;
            if (!(Math.abs(got[i] - of) <= ROUNDING * (1 + Math.abs(of)))) {
                throw new AssertionError(
                        String.format(
                                Locale.ROOT,
                                "%s: %s is of another distribution: log p(x) at x = (%.6g, %.6g) is"
                                        + " %.8g, and %.8g when forms() of the likelihood makes it again from"
                                        + " the numbers %s",
                                row.name(),
                                what,
                                x[2 * i],
                                x[2 * i + 1],
                                expected[i],
                                got[i] + logScale,
                                numbers.keySet()));
            }
        }
    }

    /**
     * Returns log densities of what is made again from numbers; empty if no form has their names.
     */
    private Optional<double[]> rebuilt(Map<String, Tensor> numbers, double[] x) {
        Likelihood given = likelihood().asGiven();
        int rows = x.length / 2;
        for (HeadForm form : given.forms(PLANE)) {
            if (numbers.keySet().equals(Set.copyOf(form.names()))) {
                List<Tensor> parts = new ArrayList<>();
                for (HeadForm.Parameter parameter : form.numbers()) {
                    Tensor value = numbers.get(parameter.name());
                    int size = value.shape().size();
                    parts.add(
                            size == parameter.width()
                                    ? value.reshape(Shape.of(1, size))
                                    : value.reshape(Shape.of(1, 1))
                                            .broadcastTo(Shape.of(1, parameter.width())));
                }
                Tensor head = form.toHead().apply(parts);
                Tensor all = head.broadcastTo(Shape.of(rows, head.shape().extent(-1)));
                Tensor points = runtime().tensor(x, Shape.of(rows, 2));
                return Optional.of(given.of(all).logProbability(points).readDoubles());
            }
        }
        return Optional.empty();
    }

    /** Numbers of the usual names are what these say. */
    private void requireMeanOfNumbers(Map<String, Tensor> numbers) {
        boolean bits = row.domain() == ValueDomain.BINARY;
        numbers.forEach(
                (name, value) -> {
                    double[] mean =
                            switch (name) {
                                case "mean" -> value.readDoubles();
                                case "probabilities" -> bits ? value.readDoubles() : new double[0];
                                case "logits" ->
                                        bits ? value.sigmoid().readDoubles() : new double[0];
                                default -> new double[0];
                            };
                    for (int j = 0; j < mean.length && mean.length == row.width(); j++) {
                        row.density()
                                .agrees(
                                        row.name() + ", '" + name + "' of numbers(), value " + j,
                                        mean[j],
                                        row.density().coordinate(j));
                    }
                });
    }
}
