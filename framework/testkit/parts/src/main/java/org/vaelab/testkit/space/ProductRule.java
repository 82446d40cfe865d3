// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.random.RandomKey;

/** A product: the points of the factors side by side. */
record ProductRule(List<IntegrationRule> factors) implements IntegrationRule {

    ProductRule {
        if (factors.isEmpty()) {
            throw new IllegalArgumentException("a product has at least one factor");
        }
    }

    @Override
    public int width() {
        return factors.stream().mapToInt(IntegrationRule::width).sum();
    }

    @Override
    public int dimension() {
        return factors.stream().mapToInt(IntegrationRule::dimension).sum();
    }

    @Override
    public double values() {
        return factors.stream().mapToDouble(IntegrationRule::values).reduce(1, (a, b) -> a * b);
    }

    @Override
    public boolean hasEqualDraws() {
        return factors.stream().allMatch(IntegrationRule::hasEqualDraws);
    }

    @Override
    public boolean isOfAngles() {
        return factors.stream().allMatch(IntegrationRule::isOfAngles);
    }

    @Override
    public boolean hasAngles() {
        return factors.stream().anyMatch(IntegrationRule::hasAngles);
    }

    /** The points of each factor. */
    @Override
    public double[] projected(double[] points) {
        for (int i = 0; i < factors.size(); i++) {
            put(factors.get(i).projected(own(points, i)), i, points);
        }
        return points;
    }

    @Override
    public Nodes quadrature(double[] draws, boolean fewer) {
        Nodes all = factors.get(0).quadrature(own(draws, 0), fewer);
        for (int i = 1; i < factors.size(); i++) {
            all = all.times(factors.get(i).quadrature(own(draws, i), fewer));
        }
        return all;
    }

    @Override
    public Nodes reference(double[] draws, RandomKey key) {
        Nodes all = factors.get(0).reference(own(draws, 0), key.fold(0));
        for (int i = 1; i < factors.size(); i++) {
            all = all.beside(factors.get(i).reference(own(draws, i), key.fold(i)));
        }
        return all;
    }

    @Override
    public IntegrationRule withTails(double index) {
        return new ProductRule(factors.stream().map(rule -> rule.withTails(index)).toList());
    }

    /** The defect of the first factor. */
    @Override
    public double[] spoilt(double[] draws, double size) {
        put(factors.get(0).spoilt(own(draws, 0), size), 0, draws);
        return draws;
    }

    /** The extremes of each factor beside draws of the others. */
    @Override
    public double[] extremes(double[] draws) {
        int rows = draws.length / width();
        double[] all = draws;
        for (int i = 0; i < factors.size(); i++) {
            double[] extremes = factors.get(i).extremes(own(draws, i));
            int times = extremes.length / factors.get(i).width() / rows;
            if (times > 1) {
                double[] repeated = repeated(draws, times);
                put(extremes, i, repeated);
                all = joined(all, repeated);
            }
        }
        return all;
    }

    /** The rounded values of discrete factors, the others as they are. */
    @Override
    public Optional<double[]> rounded(double[] relaxed) {
        for (int i = 0; i < factors.size(); i++) {
            IntegrationRule factor = factors.get(i);
            Optional<double[]> rounded = factor.rounded(own(relaxed, i));
            if (rounded.isEmpty() && factor.values() > 1) {
                return Optional.empty();
            }
            if (rounded.isPresent()) {
                put(rounded.get(), i, relaxed);
            }
        }
        return Optional.of(relaxed);
    }

    private int from(int factor) {
        return factors.subList(0, factor).stream().mapToInt(IntegrationRule::width).sum();
    }

    private double[] own(double[] rows, int factor) {
        int width = factors.get(factor).width();
        double[] columns = new double[rows.length / width() * width];
        for (int i = 0; i < columns.length / width; i++) {
            System.arraycopy(rows, i * width() + from(factor), columns, i * width, width);
        }
        return columns;
    }

    private void put(double[] columns, int factor, double[] rows) {
        int width = factors.get(factor).width();
        for (int i = 0; i < columns.length / width; i++) {
            System.arraycopy(columns, i * width, rows, i * width() + from(factor), width);
        }
    }

    private static double[] repeated(double[] rows, int times) {
        double[] all = new double[times * rows.length];
        for (int i = 0; i < times; i++) {
            System.arraycopy(rows, 0, all, i * rows.length, rows.length);
        }
        return all;
    }

    private static double[] joined(double[] first, double[] second) {
        double[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
