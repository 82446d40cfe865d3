// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;

/**
 * How sparse a draw of q is: the mean over the test examples, each of which counts the coordinates of all latent
 * variables.
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
                        "Hoyer's measure of a draw of z: 1 if one coordinate is not 0, 0 if all are equal.")
                : MetricDescription.of(
                        "Zeros in codes",
                        Direction.NEITHER,
                        "The share of the coordinates of a draw of z that are exactly 0.");
    }

    @Override
    public Measurement.Measured measure(MetricContext subject) {
        double[] each = new double[subject.test().size()];
        subject.forEachPosterior(
                each.length,
                (q, first, size) -> {
                    double[][] rows = new double[size][0];
                    for (LatentDraw latent : q.draw(subject.key().fold(first), 1).latents()) {
                        double[] z = latent.draw().z().readDoubles();
                        int width = z.length / size;
                        for (int i = 0; i < size; i++) {
                            int before = rows[i].length;
                            rows[i] = Arrays.copyOf(rows[i], before + width);
                            System.arraycopy(z, i * width, rows[i], before, width);
                        }
                    }
                    for (int i = 0; i < size; i++) {
                        each[first + i] = hoyer ? hoyer(rows[i]) : zeros(rows[i]);
                    }
                });
        return RepresentationMetric.mean(each);
    }

    static double zeros(double[] z) {
        return Arrays.stream(z).filter(v -> v == 0).count() / (double) z.length;
    }

    /**
     * Returns {@code (sqrt n - |z|_1 / |z|_2) / (sqrt n - 1)} of n numbers (Hoyer 2004): 1 if one of them is not
     * 0, and 0 if all are equal up to sign. It is 1 where all are 0, or n is 1.
     */
    static double hoyer(double[] z) {
        double root = Math.sqrt(z.length);
        double sum = Arrays.stream(z).map(Math::abs).sum();
        double square = Arrays.stream(z).map(v -> v * v).sum();
        return square == 0 || z.length == 1 ? 1 : (root - sum / Math.sqrt(square)) / (root - 1);
    }
}
