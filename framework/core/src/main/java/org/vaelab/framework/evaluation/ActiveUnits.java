// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

/**
 * The number of latent coordinates that the data move (Burda et al. 2016, section 5.2): those whose
 * posterior location has a population variance over the test data above {@value #THRESHOLD}.
 */
final class ActiveUnits implements Metric {

    static final double THRESHOLD = 0.01;

    @Override
    public Measurement measure(Subject subject) {
        int width = subject.model().posterior().space().eventShape().size();
        int n = subject.test().size();
        Variances variances = new Variances(width);
        subject.forEachPosterior(
                n, (q, first, size) -> variances.addRows(q.location().readDoubles()));
        return new Measurement.Measured(
                Estimate.withoutError(
                        variances.above(THRESHOLD), "1", EstimateKind.NOT_A_LIKELIHOOD, 0),
                n);
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
