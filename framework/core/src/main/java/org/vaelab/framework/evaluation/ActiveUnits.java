// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;

/**
 * The number of latent coordinates that the data move (Burda et al. 2016, section 5.2): those whose
 * posterior location has a population variance over the test data above {@value #THRESHOLD}. Of a
 * hierarchy the coordinates of all layers count, each at its location given that of the layer below.
 */
final class ActiveUnits implements Metric {

    static final double THRESHOLD = 0.01;

    @Override
    public Measurement measure(MetricContext subject) {
        Map<String, Variances> variances = new LinkedHashMap<>();
        for (LatentVariable latent : subject.model().generative().latents()) {
            variances.put(latent.name(), new Variances(latent.space().eventShape().size()));
        }
        int n = subject.test().size();
        subject.forEachPosterior(
                n,
                (q, first, size) -> {
                    Latents location = q.location();
                    variances.forEach((name, sums) -> sums.addRows(location.z(name).readDoubles()));
                });
        int active = variances.values().stream().mapToInt(sums -> sums.above(THRESHOLD)).sum();
        return new Measurement.Measured(
                Estimate.withoutError(active, "1", EstimateKind.NOT_A_LIKELIHOOD, 0), n);
    }

    /** Population variances of columns, in one pass (Welford 1962). */
    static final class Variances {
        private final double[] mean;
        private final double[] squares;
        private long count;

        Variances(int width) {
            mean = new double[width];
            squares = new double[width];
        }

        /** Adds rows, row-major. */
        void addRows(double[] values) {
            for (int start = 0; start < values.length; start += mean.length) {
                count++;
                for (int j = 0; j < mean.length; j++) {
                    double deviation = values[start + j] - mean[j];
                    mean[j] += deviation / count;
                    squares[j] += deviation * (values[start + j] - mean[j]);
                }
            }
        }

        double[] values() {
            double[] variances = squares.clone();
            for (int j = 0; j < variances.length; j++) {
                variances[j] /= count;
            }
            return variances;
        }

        int above(double threshold) {
            int active = 0;
            for (double variance : values()) {
                active += variance > threshold ? 1 : 0;
            }
            return active;
        }
    }
}
