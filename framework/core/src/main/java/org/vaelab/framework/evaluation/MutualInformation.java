// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.posterior.PairwiseLogDensity;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
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
 * The standard error leaves out that all terms share one aggregate. Of several latent variables z is
 * the one that is drawn first: the others depend on x through it alone.
 */
final class MutualInformation implements Metric {

    static final int EXAMPLES = 2000;

    @Override
    public Measurement measure(MetricContext subject) {
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
                (q, first, size) ->
                        addDensities(subject, q.first(), first, size, draws, own, aggregate));
        double[] terms = new double[n];
        for (int i = 0; i < n; i++) {
            terms[i] = own[i] - aggregate[i].logMean();
        }
        return new Measurement.Measured(
                Estimate.ofMean(terms, "nats", EstimateKind.LOWER_BOUND, 1), n);
    }

    /** One draw of each datum, [n, event]. */
    private static double[] draws(MetricContext subject, int n) {
        List<double[]> blocks = new ArrayList<>();
        RandomKey key = subject.key();
        subject.forEachPosterior(
                n,
                (q, first, size) ->
                        blocks.add(q.first().draw(key.fold(first), 1).z().readDoubles()));
        return blocks.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /** Adds log q(z_i given x_j) for all i and the j of one block. */
    private static void addDensities(
            MetricContext subject,
            Posterior q,
            int first,
            int size,
            double[] draws,
            double[] own,
            ImportanceWeights[] aggregate) {
        Shape event = q.location().shape().from(1);
        PairwiseLogDensity density = q.pairwise();
        int n = own.length;
        int perSlice = new Blocks(subject.settings().maxDecoderRows()).drawsPerSlice(size);
        for (int from = 0; from < n; from += perSlice) {
            int start = from;
            int count = Math.min(perSlice, n - start);
            subject.inScope(
                    () -> {
                        double[] values =
                                Arrays.copyOfRange(
                                        draws,
                                        start * event.size(),
                                        (start + count) * event.size());
                        Tensor z = subject.model().runtime().tensor(values, event.prepend(count));
                        double[] densities = density.of(z).readDoubles();
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
