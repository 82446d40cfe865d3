// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.evaluation.ImportanceWeights;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Part;

/**
 * How well each modality is predicted from the others, in nats:
 *
 * <pre>
 *   log p(x_a given x_b) = log p(x_a, x_b) - log p(x_b),   b all others
 * </pre>
 *
 * <p>The number is the sum over the modalities a, the pseudo-log-likelihood of Besag (1975); its parts are the
 * terms. Both logarithms are importance-weighted estimates with K draws, the first with q(z given x_a, x_b) as
 * proposal and the second with q(z given x_b). Each is below its target by about half the square of its
 * standard error, so the bias of the difference has no known sign and goes to 0 as 1/K. Part {@code
 * <modality>.paretoK} is the share of examples in which one of the two k-hats is above its reliable value. It
 * is measured on test examples that have all modalities.
 */
@Part("conditionalLogLikelihood")
final class ConditionalLogLikelihood implements Metric {

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "Conditional log p(x)",
                        Direction.HIGHER,
                        "The sum over the modalities of log p(one given the others), from the"
                                + " importance-weighted estimates of log p(all) and log p(the others);"
                                + " its bias falls as 1/K and has no known sign.")
                .in("nats", EstimateKind.NOT_A_LIKELIHOOD);
    }

    @Override
    public Measurement.Measured measure(MetricContext subject) {
        List<Modality> modalities = Views.modalities(subject);
        if (subject.model().inference().form() != PosteriorForm.DENSITY
                || subject.model().facts().pointMass()) {
            throw new UndefinedMetricException("there are no importance weights");
        }
        Examples complete = subject.test().select(complete(subject, modalities));
        Integer most = subject.settings().importanceExamples();
        Examples chosen = most == null ? complete : subject.subset().of(complete, most);
        PerDatum all = subject.logLikelihood("all", chosen);
        double[] sum = new double[chosen.size()];
        Map<String, Estimate> parts = new LinkedHashMap<>();
        for (Modality modality : modalities) {
            Examples rest = Views.showing(chosen, Views.others(modalities, modality));
            PerDatum given = subject.logLikelihood("without " + modality.name(), rest);
            double[] own = new double[sum.length];
            double[] heavy = new double[sum.length];
            for (int i = 0; i < own.length; i++) {
                own[i] = all.logLikelihood()[i] - given.logLikelihood()[i];
                sum[i] += own[i];
                heavy[i] = isHeavy(all, i) || isHeavy(given, i) ? 1 : 0;
            }
            parts.put(modality.name(), mean(own, "nats", subject));
            parts.put(modality.name() + ".paretoK", mean(heavy, "1", subject));
        }
        return new Measurement.Measured(mean(sum, "nats", subject), sum.length, parts);
    }

    private static int[] complete(MetricContext subject, List<Modality> modalities) {
        int[] rows = Modality.observed(subject.test(), modalities);
        if (rows.length == 0) {
            throw new UndefinedMetricException("no test example has all modalities");
        }
        return rows;
    }

    private static boolean isHeavy(PerDatum of, int i) {
        return of.fittedParetoK(i).isPresent()
                && !(of.paretoK()[i] <= ImportanceWeights.reliableParetoK(of.samples()[i]));
    }

    private static Estimate mean(double[] values, String unit, MetricContext subject) {
        return Estimate.ofMean(
                values,
                unit,
                EstimateKind.NOT_A_LIKELIHOOD,
                subject.settings().importanceSamples());
    }
}
