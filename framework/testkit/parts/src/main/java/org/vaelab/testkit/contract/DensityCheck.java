// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.testkit.space.Integral;
import org.vaelab.testkit.space.Moments;
import org.vaelab.testkit.space.Nodes;

/**
 * A density against 1, and a sampler against its density: the means of {@link Waves} and of sine
 * and cosine of the log density over 20,000 draws or 150,000, against their integrals. A right
 * sampler fails with probability 1e-6 each time. That a wrong one is found is part of the check, by
 * the draws of {@link org.vaelab.testkit.space.IntegrationRule#spoilt}: where they pass, twice as
 * many draws are taken.
 */
final class DensityCheck {

    private static final int DRAWS = 20_000;

    /** They find a deviation that is too large by {@link #SMALL} with probability 0.85 to 0.99. */
    private static final int MANY_DRAWS = 150_000;

    /** How often the number of draws is doubled where a spoilt sampler passes. */
    private static final int DOUBLINGS = 3;

    private static final double TENTH = 0.1;
    private static final double SMALL = 0.02;

    /** The largest error of a quadrature that still gives a valid check. */
    private static final double RESOLUTION = 2e-3;

    /** The largest standard error of importance sampling, of a mean of order 1, likewise. */
    private static final double LARGEST_ERROR = 0.02;

    private static final double ROUNDING = 1e-7;

    /** The relative error that a closed form may have by rounding. */
    private static final double ROUNDING_OF_FORMULAS = 1e-6;

    /** What helps where an integral is not resolved. */
    private static final String HINT =
            "override rule() by one that has them at its ends, state tailIndex(), or take a smaller"
                    + " headScale()";

    private final String name;
    private final TestedDistribution distribution;
    private final double[] draws;
    private final Nodes nodes;
    private final double[] density;
    private final Waves waves;

    DensityCheck(TestedDistribution distribution) {
        RandomKey key = distribution.key();
        this.name = distribution.name();
        this.distribution = distribution;
        this.draws = distribution.sample(key.split("draws"), DRAWS);
        for (double value : draws) {
            if (!Double.isFinite(value)) {
                throw new AssertionError(name + ": a draw has the coordinate " + value);
            }
        }
        if (!distribution.rule().hasEqualDraws()) {
            RepeatedDraws.reject(name, draws, 1, distribution.width(), true);
        }
        RandomKey ofWaves = key.split("waves");
        this.waves =
                distribution.rule().isOfAngles()
                        ? Waves.ofAngles(distribution.width(), ofWaves)
                        : Waves.onScaleOf(draws, distribution.width(), ofWaves);
        this.nodes = distribution.rule().nodes(draws, key.split("nodes"));
        this.density = distribution.logDensity(nodes.points());
        for (int i = 0; i < density.length; i++) {
            density[i] = Math.exp(density[i]);
        }
    }

    /** Returns the draws, row-major. */
    double[] draws() {
        return draws;
    }

    private double[] column(double[] points, int coordinate) {
        int width = distribution.width();
        double[] column = new double[points.length / width];
        Arrays.setAll(column, i -> points[i * width + coordinate]);
        return column;
    }

    /** Returns a coordinate of the nodes. */
    double[] coordinate(int j) {
        return column(nodes.points(), j);
    }

    /** Asserts that draws have the variances of coordinates. */
    void hasVariances(double[] variances) {
        for (int j = 0; j < variances.length; j++) {
            double[] z = column(draws, j);
            double mean = Arrays.stream(z).average().orElseThrow();
            // The square of the mean's error is of the order of the last draws.
            double rest = variances[j] / z.length;
            Comparison.of(variances.length)
                    .checkClosedForm(
                            "variance of coordinate " + j,
                            Arrays.stream(z).map(v -> (v - mean) * (v - mean)).toArray(),
                            new Integral(variances[j], rest));
        }
    }

    /** Returns the squares of a coordinate of the nodes about its mean. */
    double[] squares(int j) {
        double[] coordinate = coordinate(j);
        double mean = expectation(coordinate).value();
        return Arrays.stream(coordinate).map(z -> (z - mean) * (z - mean)).toArray();
    }

    /** Asserts that an expectation in closed form is the integral of the values at the nodes. */
    void agrees(String what, double closed, double[] values) {
        Integral integral = expectation(values);
        requireResolution(what, integral);
        double allowed = ROUNDING_OF_FORMULAS * (1 + Math.abs(closed)) + 5 * integral.error();
        if (!(Math.abs(closed - integral.value()) <= allowed)) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "%s: the closed form is %.10g, the integral %.10g over %d points, allowed"
                                    + " %.2g",
                            what,
                            closed,
                            integral.value(),
                            nodes.size(),
                            allowed));
        }
    }

    /** Returns test functions on the scale of the draws. */
    Waves waves() {
        return waves;
    }

    /** What nodes or draws are too few for is neither right nor wrong. */
    static final class Unresolved extends AssertionError {

        private static final long serialVersionUID = 1L;

        private Unresolved(String message) {
            super(message);
        }
    }

    private void requireResolution(String what, Integral integral) {
        double allowed = RESOLUTION * Math.max(1, Math.abs(integral.value()));
        if (!nodes.isRandom() && !(integral.error() <= allowed)) {
            throw new Unresolved(
                    String.format(
                            Locale.ROOT,
                            "%s: the quadrature does not resolve it: its integral is %.8g and differs"
                                    + " by %.2g from that with half as many points%s",
                            what,
                            integral.value(),
                            integral.error(),
                            hasTails()
                                    ? ", which end earlier; if tails fall as a power, state it in"
                                            + " tailIndex()"
                                    : "; the density is too narrow at this head, or has a jump: a"
                                            + " smaller headScale() helps, or a rule of its own"));
        }
    }

    /** Draws whose weights are very unequal do not know their own standard error. */
    private void requireKnown(String what, Integral integral) {
        if (nodes.isRandom() && integral.error() > LARGEST_ERROR) {
            throw new Unresolved(
                    String.format(
                            Locale.ROOT,
                            "%s: importance sampling does not resolve it: its standard error is"
                                    + " %.2g; fewer dimensions or a smaller headScale() help",
                            what,
                            integral.error()));
        }
    }

    /** A bounded space has none. */
    private boolean hasTails() {
        return !distribution.rule().withTails(1).equals(distribution.rule().withTails(2));
    }

    Integral expectation(double[] values) {
        double[] products = new double[values.length];
        for (int i = 0; i < products.length; i++) {
            products[i] = density[i] == 0 ? 0 : density[i] * values[i];
        }
        return nodes.integral(products);
    }

    Nodes nodes() {
        return nodes;
    }

    /**
     * Returns what is wrong with the quadrature, by the integral of the density over points that
     * the rule draws from its reference: it is 1 there within five standard errors, and not over
     * the quadrature. Empty if the two agree, or if the density is wrong by both.
     */
    Optional<String> defectOfRule() {
        if (nodes.isRandom() || distribution.rule().dimension() == 0) {
            return Optional.empty();
        }
        Nodes drawn;
        try {
            drawn = distribution.rule().reference(draws, distribution.key().split("reference"));
        } catch (UnsupportedOperationException e) {
            return Optional.empty();
        }
        double[] values = distribution.logDensity(drawn.points());
        Integral expected = drawn.integral(Arrays.stream(values).map(Math::exp).toArray());
        Integral total = nodes.integral(density);
        double allowed = 5 * (expected.error() + total.error()) + ROUNDING;
        boolean isOne = Math.abs(expected.value() - 1) <= 5 * expected.error() + ROUNDING;
        return isOne && Math.abs(total.value() - expected.value()) > allowed
                ? Optional.of(
                        String.format(
                                Locale.ROOT,
                                "the quadrature of the IntegrationRule is wrong: the density"
                                        + " integrates to %.6g by it, and to %.6g (standard error"
                                        + " %.1g) over the points of its reference",
                                total.value(),
                                expected.value(),
                                expected.error()))
                : Optional.empty();
    }

    /** Returns that the density does not add up to 1, which explains more; empty if it does. */
    Optional<String> defect() {
        try {
            normalises();
            return Optional.empty();
        } catch (AssertionError e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    void normalises() {
        Integral total = nodes.integral(density);
        requireFinite(total);
        requireResolution(name + ": the density", total);
        double allowed = ROUNDING + 5 * total.error();
        if (!(Math.abs(total.value() - 1) <= allowed)) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "%s: the density integrates to %.10g, which is not 1 within %.2g (%s, over"
                                    + " %d points): does it lack a factor, as of a coordinate or a"
                                    + " Jacobian, with the logarithm %.6g? If it has kinks or far"
                                    + " tails, %s",
                            name,
                            total.value(),
                            allowed,
                            nodes.isRandom() ? "five standard errors" : "five quadrature errors",
                            nodes.size(),
                            -Math.log(total.value()),
                            HINT));
        }
    }

    /** No rule mends a density that is infinite or NaN somewhere. */
    private void requireFinite(Integral total) {
        if (Double.isFinite(total.value())) {
            return;
        }
        double[] log = distribution.logDensity(nodes.points());
        int worst = 0;
        for (int i = 0; i < log.length; i++) {
            worst = Double.compare(log[i], log[worst]) > 0 ? i : worst;
        }
        int width = distribution.width();
        throw new AssertionError(
                "%s: the density integrates to %s: its logarithm is %s at %s; is a factor or a branch wrong there?"
                        .formatted(
                                name,
                                total.value(),
                                log[worst],
                                Arrays.toString(
                                        Arrays.copyOfRange(
                                                nodes.points(),
                                                worst * width,
                                                (worst + 1) * width))));
    }

    /** A function of points or of their log densities, with its expectation. */
    private record Probe(
            String name,
            Integral expected,
            boolean ofLogDensity,
            UnaryOperator<double[]> function) {}

    /** Asserts that the draws have the density, and that a defect of a tenth would be found out. */
    void drawsHaveTheDensity() {
        drawsHaveTheDensity(draws, TENTH, distribution.key().split("further draws"));
    }

    /**
     * Asserts that more draws have the density, and that a defect of a fiftieth would be found out.
     * Where expectations are not known so well, as by importance sampling, the fewer draws do.
     */
    void manyDrawsHaveTheDensity() {
        if (nodes.isRandom()) {
            drawsHaveTheDensity();
        } else {
            RandomKey key = distribution.key().split("many draws");
            drawsHaveTheDensity(distribution.sample(key, MANY_DRAWS), SMALL, key.split("more"));
        }
    }

    /** Takes twice as many draws until the defect would be found, some times. */
    private void drawsHaveTheDensity(double[] first, double defect, RandomKey more) {
        List<Probe> probes = probes();
        double[] draws = first;
        for (int doubled = 0; doubled <= DOUBLINGS; doubled++) {
            String found = deviation(probes, draws);
            if (!found.isEmpty()) {
                for (Probe probe : probes) {
                    requireKnown(name + ": the mean of a " + probe.name(), probe.expected());
                }
                throw new AssertionError(name + ": the draws do not have the density: " + found);
            }
            int rows = draws.length / distribution.width();
            if (!deviation(probes, distribution.rule().spoilt(draws.clone(), defect)).isEmpty()) {
                return;
            }
            draws = distribution.sample(more.fold(doubled), 2 * rows);
        }
        throw new Unresolved(
                name
                        + ": the test has no power: draws of a sampler with a defect of "
                        + defect
                        + " pass as well");
    }

    private List<Probe> probes() {
        List<Probe> probes = new ArrayList<>();
        for (int w = 0; w < waves.count(); w++) {
            int wave = w;
            Integral expected = expectation(waves.at(w, nodes.points()));
            probes.add(new Probe("wave " + w, expected, false, z -> waves.at(wave, z)));
        }
        Moments moments = Moments.of(distribution.logDensity(draws), 1);
        if (moments.deviation(0) <= ROUNDING * (1 + Math.abs(moments.mean(0)))) {
            // A uniform density: its logarithm is a constant, and says nothing of a draw.
            return probes;
        }
        double[] logDensity = Arrays.stream(density).map(Math::log).toArray();
        for (double phase : new double[] {0, -Math.PI / 2}) {
            UnaryOperator<double[]> waveOfLog = log -> waveOfLog(log, moments, phase);
            Integral expected = expectation(waveOfLog.apply(logDensity));
            probes.add(new Probe("wave of the log density", expected, true, waveOfLog));
        }
        return probes;
    }

    private static double[] waveOfLog(double[] logDensity, Moments moments, double phase) {
        return Arrays.stream(logDensity)
                .map(log -> Math.max(log, Math.log(Double.MIN_NORMAL)))
                .map(log -> 1.4 * (log - moments.mean(0)) / moments.deviation(0))
                .map(angle -> Math.cos(angle + phase))
                .toArray();
    }

    /** Returns what tells a sample from the density; empty if nothing does. */
    private String deviation(List<Probe> probes, double[] sample) {
        Comparison comparison = Comparison.of(waves.count() + 2);
        double[] logDensity = new double[0];
        for (Probe probe : probes) {
            if (probe.ofLogDensity() && logDensity.length == 0) {
                logDensity = distribution.logDensity(sample);
            }
            double[] values = probe.function().apply(probe.ofLogDensity() ? logDensity : sample);
            if (!comparison.accepts(values, probe.expected())) {
                return describe(comparison, probe.name(), values, probe.expected());
            }
        }
        return "";
    }

    private static String describe(
            Comparison comparison, String what, double[] sample, Integral expected) {
        try {
            comparison.check(what, sample, expected);
            return "";
        } catch (AssertionError e) {
            return String.valueOf(e.getMessage());
        }
    }
}
