// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;

/**
 * How sparse a draw of q is: the mean over the test examples, each of which counts the numbers of
 * all latent variables. They are the coordinates, and the bits of variables of two categories, of
 * which the second is 1. Variables of more categories have no zeros, and codes with such have no
 * sparsity.
 *
 * @param hoyer whether it is {@link #hoyer Hoyer's measure}, or the share of coordinates that are 0
 */
@Cites("hoyer2004")
record CodeSparsity(boolean hoyer) implements Metric {

    @Override
    public MetricDescription description() {
        return hoyer
                ? MetricDescription.of(
                                "Sparsity of codes",
                                Direction.NEITHER,
                                "Hoyer's measure of a draw of z: 1 if one number is not 0, 0 if all are equal.")
                        .within(0, 1)
                : MetricDescription.of(
                                "Zeros in codes",
                                Direction.NEITHER,
                                "The share of the numbers of a draw of z that are exactly 0.")
                        .within(0, 1);
    }

    @Override
    public Measured measure(MetricContext subject) {
        Map<String, int[]> places = new LinkedHashMap<>();
        for (LatentVariable latent : subject.model().generative().latents()) {
            places.put(latent.name(), places(latent));
        }
        double[] each = new double[subject.test().size()];
        subject.forEachPosterior(
                each.length,
                (q, first, size) -> {
                    double[][] rows = new double[size][0];
                    for (LatentDraw latent : q.draw(subject.key().fold(first), 1).latents()) {
                        double[] z = latent.draw().z().readDoubles();
                        int[] own = Objects.requireNonNull(places.get(latent.name()));
                        int width = z.length / size;
                        for (int i = 0; i < size; i++) {
                            int before = rows[i].length;
                            rows[i] = Arrays.copyOf(rows[i], before + own.length);
                            for (int j = 0; j < own.length; j++) {
                                rows[i][before + j] = z[i * width + own[j]];
                            }
                        }
                    }
                    for (int i = 0; i < size; i++) {
                        each[first + i] = hoyer ? hoyer(rows[i]) : zeros(rows[i]);
                    }
                });
        return RepresentationMetric.mean(each);
    }

    /** Returns the coordinates that are numbers: of a variable of two categories the second. */
    private static int[] places(LatentVariable latent) {
        int[] units = latent.space().units();
        Map<Integer, List<Integer>> coordinates = new LinkedHashMap<>();
        for (int j = 0; j < units.length; j++) {
            coordinates.computeIfAbsent(units[j], unit -> new ArrayList<>()).add(j);
        }
        return coordinates.values().stream().mapToInt(of -> place(latent, of)).toArray();
    }

    private static int place(LatentVariable latent, List<Integer> ofUnit) {
        if (ofUnit.size() > 2) {
            throw new UndefinedMetricException(
                    "latent variable %s has codes of %s categories, of which none is 0; sparsity is of numbers, and of codes of two categories"
                            .formatted(latent.name(), ofUnit.size()));
        }
        return ofUnit.get(ofUnit.size() - 1);
    }

    static double zeros(double[] z) {
        return Arrays.stream(z).filter(v -> v == 0).count() / (double) z.length;
    }

    /**
     * Returns {@code (sqrt n - |z|_1 / |z|_2) / (sqrt n - 1)} of n numbers (Hoyer 2004): 1 if one
     * of them is not 0, and 0 if all are equal up to sign. It is 1 where all are 0, or n is 1.
     */
    static double hoyer(double[] z) {
        double root = Math.sqrt(z.length);
        double most = Arrays.stream(z).map(Math::abs).max().orElse(0);
        if (most == 0 || z.length == 1) {
            return 1;
        }
        double sum = Arrays.stream(z).map(v -> Math.abs(v / most)).sum();
        double square = Arrays.stream(z).map(v -> v / most * (v / most)).sum();
        return Math.max(0, (root - sum / Math.sqrt(square)) / (root - 1));
    }
}
