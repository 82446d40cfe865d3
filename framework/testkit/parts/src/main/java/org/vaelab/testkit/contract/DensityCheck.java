// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Locale;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.testkit.space.Integral;
import org.vaelab.testkit.space.Moments;
import org.vaelab.testkit.space.Nodes;

/**
 * A density against 1, and a sampler against its density: the means of {@link Waves} and of sine and
 * cosine of the log density over 20,000 draws, against their integrals. A right sampler fails with
 * probability 1e-6; that a wrong one is found is part of the check, by the draws of {@link
 * TestedDistribution#spoilt}.
 */
final class DensityCheck {

    private static final int DRAWS = 20_000;

    /** The largest error of a quadrature that still gives a valid check. */
    private static final double RESOLUTION = 2e-3;

    private static final double ROUNDING = 1e-7;

    private final String name;
    private final TestedDistribution distribution;
    private final RandomKey key;
    private final double[] draws;
    private final Nodes nodes;
    private final double[] density;

    DensityCheck(String name, TestedDistribution distribution, RandomKey key) {
        this.name = name;
        this.distribution = distribution;
        this.key = key;
        this.draws = distribution.sample(key.split("draws"), DRAWS);
        for (double value : draws) {
            if (!Double.isFinite(value)) {
                throw new AssertionError(name + ": a draw has the coordinate " + value);
            }
        }
        if (distribution.neverRepeats()) {
            RepeatedDraws.reject(name, draws, 1, distribution.width(), true);
        }
        this.nodes = distribution.nodes(draws, key.split("nodes"));
        this.density = distribution.logDensity(nodes.points());
        for (int i = 0; i < density.length; i++) {
            density[i] = Math.exp(density[i]);
        }
    }

    /** Returns the draws, row-major. */
    double[] draws() {
        return draws;
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

    void normalises() {
        Integral total = nodes.integral(density);
        if (!nodes.isRandom() && !(total.error() <= RESOLUTION)) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "%s: the quadrature does not resolve the density: its integral is %.8g"
                                    + " and differs by %.2g from that with half as many points",
                            name,
                            total.value(),
                            total.error()));
        }
        double allowed = ROUNDING + 5 * total.error();
        if (!(Math.abs(total.value() - 1) <= allowed)) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "%s: the density integrates to %.10g, which is not 1 within %.2g (%s)",
                            name,
                            total.value(),
                            allowed,
                            nodes.isRandom() ? "five standard errors" : "five quadrature errors"));
        }
    }

    /** Asserts that the draws have the density, and that spoilt draws would be found out. */
    void drawsHaveTheDensity() {
        String found = deviation(draws);
        if (!found.isEmpty()) {
            throw new AssertionError(name + ": the draws do not have the density: " + found);
        }
        if (deviation(distribution.spoilt(draws.clone())).isEmpty()) {
            throw new AssertionError(
                    name
                            + ": the test has no power: draws of a sampler with a defect pass as"
                            + " well");
        }
    }

    /** Returns what tells a sample from the density; empty if nothing does. */
    private String deviation(double[] sample) {
        Waves waves = Waves.onScaleOf(draws, distribution.width(), key.split("waves"));
        Comparison comparison = Comparison.of(waves.count() + 2);
        for (int w = 0; w < waves.count(); w++) {
            Integral expected = expectation(waves.at(w, nodes.points()));
            if (!comparison.accepts(waves.at(w, sample), expected)) {
                return describe(comparison, "wave " + w, waves.at(w, sample), expected);
            }
        }
        return deviationOfLogDensity(comparison, sample);
    }

    private String deviationOfLogDensity(Comparison comparison, double[] sample) {
        double[] own = distribution.logDensity(draws);
        Moments moments = Moments.of(own, 1);
        if (moments.deviation(0) <= ROUNDING * (1 + Math.abs(moments.mean(0)))) {
            // A uniform density: its logarithm is a constant, and says nothing of a draw.
            return "";
        }
        double[] ofSample = distribution.logDensity(sample);
        for (double phase : new double[] {0, -Math.PI / 2}) {
            double[] atNodes = new double[density.length];
            for (int i = 0; i < atNodes.length; i++) {
                double log = Math.log(Math.max(density[i], Double.MIN_NORMAL));
                atNodes[i] = wave(log, moments, phase);
            }
            double[] atDraws = new double[ofSample.length];
            for (int i = 0; i < atDraws.length; i++) {
                double log = Math.max(ofSample[i], Math.log(Double.MIN_NORMAL));
                atDraws[i] = wave(log, moments, phase);
            }
            Integral expected = expectation(atNodes);
            if (!comparison.accepts(atDraws, expected)) {
                return describe(comparison, "wave of the log density", atDraws, expected);
            }
        }
        return "";
    }

    private static double wave(double log, Moments moments, double phase) {
        return Math.cos(1.4 * (log - moments.mean(0)) / moments.deviation(0) + phase);
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
