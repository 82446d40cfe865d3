// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.posterior;

import java.util.Arrays;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;

/**
 * The mutual information of x and z under q (Hoffman and Johnson 2016), with the aggregate
 * posterior of N data in place of that of the population:
 *
 * <pre>
 *   I = 1/N sum_i [ log q(z_i given x_i) - log 1/N sum_j q(z_i given x_j) ],  z_i ~ q(z given x_i)
 * </pre>
 *
 * <p>In nats. The value cannot exceed log N, so a larger mutual information looks like log N. Its
 * expectation is at most the mutual information under the population (Poole et al. 2019, section
 * 2.3: it is the noise-contrastive bound with the exact critic). N is the number of test data, or
 * of a subset of {@value AggregatePosterior#EXAMPLES}, and is recorded with the value. A value near
 * log N has a caveat. The standard error ignores that all terms share one aggregate. If there are
 * several latent variables, z is the one drawn first. The others must depend on x through it alone;
 * otherwise there is no number.
 */
@Part("mutualInformation")
@Cites("hoffman2016")
public final class MutualInformation implements Metric {

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "I(x; z) of N data",
                        Direction.NEITHER,
                        "The mutual information of a datum and its code, among N data.")
                .in("nats", EstimateKind.LOWER_BOUND);
    }

    @Override
    public Measured measure(MetricContext subject) {
        subject.undefinedIf(
                !subject.model().inference().firstCarriesAll(),
                "the inference tells x to every latent variable, so that what the first one says of"
                        + " x is not all that is said");
        AggregatePosterior aggregate = new AggregatePosterior(subject);
        int n = aggregate.size();
        subject.undefinedIf(n < 2, "one datum has no mutual information");
        double[] information = aggregate.densities().information();
        return aggregate.mean(
                information,
                EstimateKind.LOWER_BOUND,
                Arrays.stream(information).average().orElseThrow(),
                "the mutual information of the population may be much larger");
    }
}
