// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.posterior;

import java.util.Arrays;
import java.util.Map;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;

/**
 * How far the aggregate posterior of N data is from the prior (Hoffman and Johnson 2016, equation
 * 6):
 *
 * <pre>
 *   KL(q(z) || p(z)) = 1/N sum_i [ log 1/N sum_j q(z_i given x_j) - log p(z_i) ],  z_i ~ q(z given x_i)
 *   1/N sum_i KL(q(z given x_i) || p(z)) = I(x; z) + KL(q(z) || p(z))
 * </pre>
 *
 * <p>In nats, over the data of {@link MutualInformation}, of whose sum with this the KL of the
 * bound is the value. What the mutual information of N data falls short of that of the population,
 * this is in excess of it: an upper bound. If that information is near log N, the value has a
 * caveat. The standard error leaves out that all terms share one aggregate.
 */
@Part("aggregateKl")
@Cites("hoffman2016")
public final class AggregateKl implements Metric {

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "KL(q(z) || p(z)) of N data",
                        Direction.NEITHER,
                        "How far the aggregate posterior of N data is from the prior.")
                .in("nats", EstimateKind.UPPER_BOUND);
    }

    @Override
    public Measured measure(MetricContext subject) {
        GenerativeModel model = subject.model().generative();
        subject.undefinedIf(
                model.latents().size() > 1,
                "of several latent variables the one that is drawn first has no prior of its own");
        subject.undefinedIf(
                !model.condition().isNone(),
                "the prior of a conditional model is one for each condition");
        LatentVariable latent = model.latents().get(0);
        AggregatePosterior aggregate = new AggregatePosterior(subject);
        int n = aggregate.size();
        AggregatePosterior.Densities densities = aggregate.densities();
        double information = Arrays.stream(densities.information()).average().orElseThrow();
        double[] terms = densities.aggregate();
        double[] prior = new double[n];
        int rows = subject.settings().maxDecoderRows();
        for (int from = 0; from < n; from += rows) {
            int start = from;
            int end = Math.min(n, start + rows);
            subject.inScope(
                    () -> {
                        Latents z = Latents.of(latent.name(), aggregate.draws(start, end));
                        double[] block = model.logPrior(z, Map.of()).readDoubles();
                        System.arraycopy(block, 0, prior, start, block.length);
                    });
        }
        Arrays.setAll(terms, i -> terms[i] - prior[i]);
        return aggregate.mean(
                terms,
                EstimateKind.UPPER_BOUND,
                information,
                "the KL of the population may be much smaller");
    }
}
