// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.posterior;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.special.LogDomain;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * How dependent the units of z are under the aggregate posterior of N data (Watanabe 1960; Chen,
 * Li, Grosse and Duvenaud 2018, equation 2):
 *
 * <pre>
 *   TC = KL(q(z) || prod_u q(z_u))
 *      = 1/N sum_i [ log 1/N sum_j q(z_i given x_j) - sum_u log 1/N sum_j q(z_iu given x_j) ]
 * </pre>
 *
 * <p>In nats, at one draw z_i of each datum, with the posteriors of all N data at every draw: the
 * estimator of Chen et al. without a mini-batch, and so without its weights. Its expectation is the
 * total correlation of the aggregate of these N data, at most {@value AggregatePosterior#EXAMPLES}.
 * If the units of each posterior are independent, it is
 *
 * <pre>
 *   TC = sum_u I(x; z_u) - I(x; z)
 * </pre>
 *
 * <p>Each mutual information under the N data is at most log N, which is too low for the
 * population. The joint one reaches the limit first, and the total correlation is then too high by
 * {@code I(x; z) - log N}. If units are equal, several marginal ones reach it, and the total
 * correlation is too low. The bias has no known sign, so the number is neither unbiased nor a
 * bound: its kind is {@link EstimateKind#NOT_A_LIKELIHOOD}. It has a caveat if I(x; z) is near log
 * N.
 *
 * <p>The standard error ignores that all terms share one aggregate. Defined if the units of a
 * posterior are independent and their densities known.
 */
@Part("totalCorrelation")
@Cites("chen2018")
public final class TotalCorrelation implements Metric {

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "TC(z) of N data",
                        Direction.NEITHER,
                        "How dependent the latent units are under the aggregate posterior of N data.")
                .in("nats", EstimateKind.NOT_A_LIKELIHOOD);
    }

    @Override
    public Measured measure(MetricContext subject) {
        AggregatePosterior aggregate = new AggregatePosterior(subject);
        int n = aggregate.size();
        double[] own = new double[n];
        double[] joint = new double[n];
        Arrays.fill(joint, Double.NEGATIVE_INFINITY);
        double[][] units = new double[n][];
        aggregate.forEachSlice(
                TotalCorrelation::byUnit,
                (densities, from, first, size) -> {
                    addUnits(densities.logSumExp(1), from, units);
                    Tensor ofDraws = densities.sum(-1);
                    double[] all = ofDraws.logSumExp(1).readDoubles();
                    for (int k = 0; k < all.length; k++) {
                        joint[from + k] = LogDomain.add(joint[from + k], all[k]);
                    }
                    readOwn(ofDraws, from, first, own);
                });
        double logSize = Math.log(n);
        double[] terms = new double[n];
        double information = 0;
        for (int i = 0; i < n; i++) {
            information += (own[i] - joint[i] + logSize) / n;
            terms[i] = joint[i] - logSize;
            for (double unit : units[i]) {
                terms[i] -= unit - logSize;
            }
        }
        return aggregate.mean(
                terms,
                EstimateKind.NOT_A_LIKELIHOOD,
                information,
                "the total correlation of the population may be far from this one");
    }

    private static void readOwn(Tensor densities, int from, int first, double[] own) {
        int draws = densities.shape().extent(0);
        int size = densities.shape().extent(1);
        int start = Math.max(from, first);
        int end = Math.min(from + draws, first + size);
        if (start < end) {
            double[] values = densities.readDoubles();
            for (int i = start; i < end; i++) {
                own[i] = values[(i - from) * size + i - first];
            }
        }
    }

    private static UnaryOperator<Tensor> byUnit(Posterior q) {
        return q.pairwiseByUnit()
                .orElseThrow(
                        () ->
                                new UndefinedMetricException(
                                        "the posterior does not fall into units of known densities"));
    }

    /** Adds the sums over a block of posteriors, [draws, U], to those of the blocks before. */
    private static void addUnits(Tensor sums, int from, double[][] units) {
        Shape shape = sums.shape();
        int width = shape.extent(1);
        double[] values = sums.readDoubles();
        for (int k = 0; k < shape.extent(0); k++) {
            double[] own = Arrays.copyOfRange(values, k * width, (k + 1) * width);
            double[] before = units[from + k];
            if (before != null) {
                Arrays.setAll(own, u -> LogDomain.add(before[u], own[u]));
            }
            units[from + k] = own;
        }
    }
}
