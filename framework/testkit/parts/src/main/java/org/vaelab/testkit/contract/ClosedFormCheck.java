// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.space.Integral;
import org.vaelab.testkit.tensor.GradientCheck;

/** A divergence in closed form against the integral of {@code q (log q - log p)}. */
final class ClosedFormCheck {

    private static final double ROUNDING = 1e-6;

    private static final int DRAWS = 200;

    /** The standard error is that of log q - log p, divided by 141. */
    private static final int DRAWS_OF_MEAN = 20_000;

    private final String name;
    private final KlRegistry announced;
    private final Supplier<? extends Distribution> p;
    private final TestedDistribution numbers;

    private ClosedFormCheck(
            String name,
            KlRegistry announced,
            Supplier<? extends Distribution> p,
            TestedDistribution numbers) {
        this.name = name;
        this.announced = announced;
        this.p = p;
        this.numbers = numbers;
    }

    /** Returns the check of the divergences from a prior. */
    static ClosedFormCheck from(PriorDistribution prior, String name, KlRegistry announced) {
        return new ClosedFormCheck(name, announced, prior::prior, prior);
    }

    /** Returns the check of the divergences from a conditional p(z given its parents). */
    static ClosedFormCheck from(PosteriorRow row, String name, KlRegistry announced) {
        return new ClosedFormCheck(name, announced, row::posterior, row);
    }

    boolean isKnown(PosteriorRow row) {
        try (TensorScope scope = row.runtime().scope()) {
            return KnownKl.between(announced, row.posterior(), p.get()).isPresent();
        }
    }

    private KnownKl kl(PosteriorRow row) {
        return KnownKl.between(announced, row.posterior(), p.get()).orElseThrow();
    }

    /** Asserts that the formula gives the integral. */
    void agrees(PosteriorRow row) {
        DensityCheck density = row.density();
        double closed = of(row);
        density.agrees(name, closed, logRatio(row, density.nodes().points()));
        isNotNegative(row);
        unitsSum(row, closed);
    }

    /** Asserts that the formula, if it is known, is the mean of log q - log p over draws. */
    void agreesInTheMean(PosteriorRow row, RandomKey key) {
        if (!isKnown(row)) {
            return;
        }
        if (row.posterior().isPointMass()) {
            agreesAtAPoint(row, key);
            return;
        }
        double closed = of(row);
        double[] ratio = logRatio(row, row.sample(key, DRAWS_OF_MEAN));
        requireMean(name + ", the mean of log q - log p", ratio, closed);
        unitsSum(row, closed);
    }

    /** Asserts that an entropy, if it is known, is the mean of -log q over draws. */
    static void entropyAgreesInTheMean(PosteriorRow row, RandomKey key, String of) {
        Optional<double[]> known;
        try (TensorScope scope = row.runtime().scope()) {
            known = row.posterior().entropy().map(Tensor::readDoubles);
        }
        if (known.isPresent()) {
            double[] minus = row.logDensity(row.sample(key, DRAWS_OF_MEAN));
            requireMean("minus the entropy " + of, minus, -known.get()[0]);
        }
    }

    private static void requireMean(String name, double[] values, double closed) {
        double rounding = ROUNDING * (1 + Math.abs(closed));
        Comparison.of(1).checkClosedForm(name, values, new Integral(closed, rounding));
    }

    /**
     * Asserts that the derivatives in the head of q, and of a p of its family, are those of finite
     * differences of the formula, as are those of the units.
     */
    void agreesInDerivatives(PosteriorRow row, RandomKey key) {
        List<PosteriorRow> rows =
                numbers instanceof PosteriorRow member ? List.of(row, member) : List.of(row);
        Tensor[] heads = rows.stream().map(of -> of.rows(1)).toArray(Tensor[]::new);
        Function<List<Tensor>, KnownKl> formula =
                in ->
                        KnownKl.between(
                                        announced,
                                        row.copies(in.get(0)),
                                        in.size() > 1 ? rows.get(1).copies(in.get(1)) : p.get())
                                .orElseThrow();
        GradientCheck check = GradientCheck.of(row.runtime()).key(key);
        String where = name + " in the head at " + row.name();
        check.check(where, in -> formula.apply(in).value(), heads);
        if (kl(row).perUnit().isPresent()) {
            check.check(
                    "units of " + where, in -> formula.apply(in).perUnit().orElseThrow(), heads);
        }
    }

    /** Asserts that the divergences of units, where they are known, sum to the whole. */
    private void unitsSum(PosteriorRow row, double closed) {
        try (TensorScope scope = row.runtime().scope()) {
            Optional<Tensor> known = kl(row).perUnit();
            if (known.isEmpty()) {
                return;
            }
            double[] units = known.get().readDoubles();
            double sum = Arrays.stream(units).sum();
            boolean negative = Arrays.stream(units).anyMatch(unit -> !(unit >= -1e-9));
            if (negative || !(Math.abs(sum - closed) <= 1e-9 * (1 + Math.abs(closed)))) {
                throw new AssertionError(
                        name
                                + ": the divergences of the units "
                                + Arrays.toString(units)
                                + " are not parts of "
                                + closed);
            }
        }
    }

    /**
     * Asserts that an output of the head which moves draws of some units, and none of another,
     * leaves the divergence of the other as it is.
     */
    void unitsDependOnTheirHeads(PosteriorRow row, RandomKey key) {
        Optional<double[]> before = perUnit(row);
        if (before.isEmpty()) {
            return;
        }
        int[] units = row.family().space().units();
        int count = (int) Arrays.stream(units).distinct().count();
        if (before.get().length != count) {
            throw new AssertionError(
                    name
                            + ": there are divergences of "
                            + before.get().length
                            + " units, units() has "
                            + count);
        }
        double[] draws = row.sample(key, DRAWS);
        for (int output = 0; output < row.head().length; output++) {
            double[] head = row.head();
            head[output] += 0.5;
            PosteriorRow other = row.at(head);
            double[] after = perUnit(other).orElseThrow();
            BitSet moved = moved(units, draws, other.sample(key, DRAWS));
            for (int unit = 0; unit < count && !moved.isEmpty(); unit++) {
                double change = after[unit] - before.get()[unit];
                if (!moved.get(unit) && !(Math.abs(change) <= ROUNDING)) {
                    throw new AssertionError(
                            String.format(
                                    Locale.ROOT,
                                    "%s by unit: output %d of the head moves the draws of units %s alone, and the divergence of unit %d by %.4g",
                                    name,
                                    output,
                                    moved,
                                    unit,
                                    change));
                }
            }
        }
    }

    private static BitSet moved(int[] units, double[] draws, double[] others) {
        BitSet moved = new BitSet();
        for (int i = 0; i < draws.length; i++) {
            if (Math.abs(draws[i] - others[i]) > ROUNDING * (1 + Math.abs(draws[i]))) {
                moved.set(units[i % units.length]);
            }
        }
        return moved;
    }

    private Optional<double[]> perUnit(PosteriorRow row) {
        try (TensorScope scope = row.runtime().scope()) {
            return kl(row).perUnit().map(Tensor::readDoubles);
        }
    }

    /** Asserts that the formula for a point mass gives what each of its draws gives. */
    void agreesAtAPoint(PosteriorRow row, RandomKey key) {
        double closed = of(row);
        for (double ratio : logRatio(row, row.sample(key, 3))) {
            if (!(Math.abs(ratio - closed) <= ROUNDING * (1 + Math.abs(closed)))) {
                throw new AssertionError(
                        name + ": the closed form is " + closed + ", the value of a draw " + ratio);
            }
        }
        isNotNegative(row);
    }

    /** Asserts that the formula does not go below 0 by more than rounding. */
    void isNotNegative(PosteriorRow row) {
        double closed = of(row);
        if (!(closed >= -1e-9)) {
            throw new AssertionError(
                    name
                            + ": the divergence of head "
                            + Arrays.toString(row.head())
                            + " is "
                            + closed);
        }
    }

    /**
     * Asserts that the formula is 0 if the two distributions are one: if their densities agree at
     * draws of both.
     *
     * @return whether the densities agree
     */
    boolean vanishesAtEquality(PosteriorRow row, RandomKey key) {
        double[] ofQ = row.sample(key.split("q"), 100);
        double[] ofP = numbers.sample(key.split("p"), 100);
        for (double[] points : new double[][] {ofQ, ofP}) {
            double[] ratio = logRatio(row, points);
            if (!Arrays.stream(ratio).allMatch(r -> Math.abs(r) <= 1e-9)) {
                return false;
            }
        }
        double closed = of(row);
        if (!(Math.abs(closed) <= 1e-9)) {
            throw new AssertionError(
                    name + ": the divergence of a distribution from itself is " + closed);
        }
        return true;
    }

    /** Asserts that the formula gives the same for a relaxation as for what it relaxes. */
    void isThatOf(PosteriorRow relaxed, PosteriorRow row) {
        double closed = of(row);
        double ofRelaxation = of(relaxed);
        if (!(Math.abs(ofRelaxation - closed) <= 1e-9 * (1 + Math.abs(closed)))) {
            throw new AssertionError(
                    name
                            + ": the closed form is "
                            + closed
                            + ", that of the relaxation "
                            + ofRelaxation);
        }
    }

    private double of(PosteriorRow row) {
        try (TensorScope scope = row.runtime().scope()) {
            Tensor value = kl(row).value();
            if (!value.shape().equals(Shape.of(1))) {
                throw new AssertionError(
                        name + ": one value per example is [1], not " + value.shape());
            }
            return value.readDoubles()[0];
        }
    }

    private double[] logRatio(PosteriorRow row, double[] points) {
        double[] logQ = row.logDensity(points);
        double[] logP = numbers.logDensity(points);
        double[] ratio = new double[logQ.length];
        Arrays.setAll(ratio, i -> logQ[i] - logP[i]);
        return ratio;
    }
}
