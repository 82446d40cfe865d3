// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.evaluation.bound.ImportanceEstimate;
import org.vaelab.framework.likelihood.BaseMeasure;
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
 * <p>The number is the sum over the modalities a, the pseudo-log-likelihood of Besag (1975). It is measured on
 * test examples that have all modalities. Its parts are:
 *
 * <ul>
 *   <li>{@code <a>}: log p(x_a given x_b).
 *   <li>{@code <a>.others}: log p(x_b).
 *   <li>{@code joint}: log p(x_a, x_b).
 *   <li>{@code <a>.paretoK}: the share of examples in which k-hat of one of the two is above its reliable value;
 *       absent where no k-hat is fitted.
 * </ul>
 *
 * <p>Each logarithm is an importance-weighted estimate. Its proposal has K draws of q given what is seen and K of
 * the prior, because an expert of one modality alone may be much narrower than its posterior. All differences
 * take the same log p(x_a, x_b), so that {@code log p(a given b) - log p(b given a) = log p(a) - log p(b)} for two
 * modalities. An estimate is below its target, so the bias of the difference has no known sign: the metric ranks
 * nothing.
 *
 * <p>A probability is at most 1. If log p(x_a given x_b) of a discrete modality is above 0 by more than two
 * standard errors, the metric fails and says so.
 */
@Part("conditionalLogLikelihood")
final class ConditionalLogLikelihood implements Metric {

    private static final String HEAVY =
            "few draws have most of the weight in some examples, so it may be off by more than its"
                    + " standard error, in either direction";

    /** Effective draws, below which an estimate without k-hat is doubtful. */
    private static final double FEW_DRAWS = 10;

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "Conditional log p(x)",
                        Direction.NEITHER,
                        "The sum over the modalities of log p(one given the others), from"
                                + " importance-weighted estimates of log p(all) and log p(the others);"
                                + " the sign of its bias is not known.")
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
        PerDatum all = ImportanceEstimate.defensive(subject, "all", chosen);
        double[] sum = new double[chosen.size()];
        Map<String, Estimate> parts = new LinkedHashMap<>();
        parts.put("joint", mean(all.logLikelihood(), "nats", all));
        boolean heavy = false;
        for (Modality modality : modalities) {
            Examples rest = Views.showing(chosen, Views.others(modalities, modality));
            PerDatum given =
                    ImportanceEstimate.defensive(subject, "without " + modality.name(), rest);
            double[] own = new double[sum.length];
            for (int i = 0; i < own.length; i++) {
                own[i] = all.logLikelihood()[i] - given.logLikelihood()[i];
                sum[i] += own[i];
            }
            Estimate conditional = mean(own, "nats", all);
            requirePossible(
                    subject.model().generative().measure(),
                    modality,
                    conditional,
                    subject.settings().importanceSamples());
            parts.put(modality.name(), conditional);
            parts.put(modality.name() + ".others", mean(given.logLikelihood(), "nats", given));
            Optional<Estimate> tails = heavyTails(all, given);
            tails.ifPresent(share -> parts.put(modality.name() + ".paretoK", share));
            heavy |=
                    tails.map(share -> share.value() > 0)
                            .orElse(hasFewDraws(all) || hasFewDraws(given));
        }
        return new Measurement.Measured(mean(sum, "nats", all), sum.length, parts)
                .with(heavy ? Optional.of(HEAVY) : Optional.empty());
    }

    /**
     * Checks that a probability is at most 1, up to two standard errors.
     *
     * @throws UndefinedMetricException if it is not
     */
    static void requirePossible(
            BaseMeasure measure, Modality modality, Estimate conditional, int draws) {
        boolean discrete =
                new BaseMeasure(measure.ofValues().subList(modality.from(), modality.to()))
                        .isCounting();
        double error = conditional.standardError();
        if (discrete && conditional.value() > (Double.isNaN(error) ? 0 : 2 * error)) {
            throw new UndefinedMetricException(
                    String.format(
                            Locale.ROOT,
                            "log p(%s given the others) is estimated as %.4g nats (standard error"
                                    + " %.2g), but that of a probability is at most 0: the draws miss"
                                    + " a part of log p(the others); raise"
                                    + " evaluation.importanceSamples (%d), or train q on single"
                                    + " modalities too",
                            modality.name(),
                            conditional.value(),
                            error,
                            draws));
        }
    }

    private static int[] complete(MetricContext subject, List<Modality> modalities) {
        int[] rows = Modality.observed(subject.test(), modalities);
        if (rows.length == 0) {
            throw new UndefinedMetricException("no test example has all modalities");
        }
        return rows;
    }

    /** Returns the share of examples with an unreliable k-hat; empty where none is fitted. */
    private static Optional<Estimate> heavyTails(PerDatum all, PerDatum given) {
        double[] heavy =
                IntStream.range(0, all.samples().length)
                        .filter(
                                i ->
                                        all.fittedParetoK(i).isPresent()
                                                || given.fittedParetoK(i).isPresent())
                        .mapToDouble(i -> isHeavy(all, i) || isHeavy(given, i) ? 1 : 0)
                        .toArray();
        return heavy.length == 0 ? Optional.empty() : Optional.of(mean(heavy, "1", all));
    }

    private static boolean isHeavy(PerDatum of, int i) {
        return of.fittedParetoK(i).isPresent() && of.isUnreliable(i);
    }

    private static boolean hasFewDraws(PerDatum of) {
        return Arrays.stream(of.effectiveSampleSize()).average().orElse(0) < FEW_DRAWS;
    }

    private static Estimate mean(double[] values, String unit, PerDatum of) {
        return Estimate.ofMean(values, unit, EstimateKind.NOT_A_LIKELIHOOD, of.samples()[0]);
    }
}
