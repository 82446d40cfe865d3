// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * The mutual information of x and z under q (Hoffman and Johnson 2016), with the aggregate posterior
 * of N data in place of that of the population:
 *
 * <pre>
 *   I = 1/N sum_i [ log q(z_i given x_i) - log 1/N sum_j q(z_i given x_j) ],  z_i ~ q(z given x_i)
 * </pre>
 *
 * <p>In nats. No term exceeds log N, so neither does the value: beside it, a larger mutual
 * information cannot be told from log N. In expectation it is not above the mutual information under
 * the population (Poole et al. 2019, section 2.3: it is the noise-contrastive bound with the exact
 * critic). N is the number of test data, at most {@value #EXAMPLES}, and stands beside the value.
 * The standard error leaves out that all terms share one aggregate.
 */
final class MutualInformation implements Metric {

    static final int EXAMPLES = 2000;

    @Override
    public Measurement measure(Subject subject) {
        int n = Math.min(EXAMPLES, subject.test().size());
        if (n < 2) {
            return new Measurement.Absent("one datum has no mutual information");
        }
        double[] draws = draws(subject, n);
        double[] own = new double[n];
        ImportanceWeights[] aggregate = new ImportanceWeights[n];
        for (int i = 0; i < n; i++) {
            aggregate[i] = new ImportanceWeights(n);
        }
        subject.forEachPosterior(
                n,
                (q, first, size) -> addDensities(subject, q, first, size, draws, own, aggregate));
        double[] terms = new double[n];
        for (int i = 0; i < n; i++) {
            terms[i] = own[i] - aggregate[i].logMean();
        }
        return new Measurement.Measured(
                Estimate.ofMean(terms, "nats", EstimateKind.LOWER_BOUND, 1), n);
    }

    private static double[] draws(Subject subject, int n) {
        int width = subject.model().posterior().space().eventShape().size();
        RandomKey key = subject.key();
        double[] draws = new double[n * width];
        subject.forEachPosterior(
                n,
                (q, first, size) -> {
                    Draw draw = q.draw(key.fold(first), 1);
                    double[] values = draw.z().readDoubles();
                    System.arraycopy(values, 0, draws, first * width, values.length);
                });
        return draws;
    }

    /** Adds log q(z_i given x_j) for all i and the j of one block. */
    private static void addDensities(
            Subject subject,
            Posterior q,
            int first,
            int size,
            double[] draws,
            double[] own,
            ImportanceWeights[] aggregate) {
        LatentVariableModel model = subject.model();
        Shape event = model.posterior().space().eventShape();
        int n = own.length;
        int perSlice = new Blocks(subject.settings().rows()).drawsPerSlice(size);
        for (int from = 0; from < n; from += perSlice) {
            int start = from;
            int count = Math.min(perSlice, n - start);
            subject.inScope(
                    () -> {
                        double[] values = new double[count * event.size()];
                        System.arraycopy(draws, start * event.size(), values, 0, values.length);
                        Tensor z =
                                model.runtime()
                                        .tensor(values, event.prepend(1).prepend(count))
                                        .broadcastTo(event.prepend(size).prepend(count));
                        double[] densities = q.logProbability(z).readDoubles();
                        for (int k = 0; k < densities.length; k++) {
                            int i = start + k / size;
                            aggregate[i].add(densities[k]);
                            if (i == first + k % size) {
                                own[i] = densities[k];
                            }
                        }
                    });
        }
    }
}
