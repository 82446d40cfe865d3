// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

import org.vaelab.framework.random.RandomKey;

/** The image of a rule under a chart. */
record ChartRule(IntegrationRule rule, Chart chart) implements IntegrationRule {

    @Override
    public int width() {
        return chart.width();
    }

    @Override
    public int dimension() {
        return rule.dimension();
    }

    @Override
    public double values() {
        return rule.values();
    }

    @Override
    public boolean hasEqualDraws() {
        return rule.hasEqualDraws();
    }

    @Override
    public Nodes quadrature(double[] draws, boolean fewer) {
        return rule.quadrature(before(draws), fewer).through(chart);
    }

    @Override
    public Nodes reference(double[] draws, RandomKey key) {
        return rule.reference(before(draws), key).through(chart);
    }

    @Override
    public double[] spoilt(double[] draws, double size) {
        return after(rule.spoilt(before(draws), size));
    }

    @Override
    public double[] extremes(double[] draws) {
        return after(rule.extremes(before(draws)));
    }

    @Override
    public boolean hasAngles() {
        return width() == rule.width() && rule.hasAngles();
    }

    @Override
    public double[] projected(double[] points) {
        return after(before(points));
    }

    private double[] before(double[] draws) {
        return Chart.rows(draws, width(), chart.inverse());
    }

    private double[] after(double[] points) {
        return Chart.rows(points, rule.width(), chart.map());
    }
}
