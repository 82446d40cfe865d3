// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.PartialInference;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.evaluation.blocks.Blocks;
import org.vaelab.framework.evaluation.weights.ImportanceWeights;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;

/**
 * The log-density, in nats, of each modality a as {@code sample --given} draws it from the others
 * b: z from q given the others, and then x_a given z.
 *
 * <pre>
 *   log p_q(x_a given x_b) = log E_(q(z given x_b)) [ p(x_a given z) ]
 * </pre>
 *
 * <p>The number is the sum over the modalities a. It is measured on test examples that have all
 * modalities. Its parts are:
 *
 * <ul>
 *   <li>{@code <a>}: log p_q(x_a given x_b).
 *   <li>{@code <a>.paretoK}: the share of examples whose k-hat is above its reliable value; absent
 *       where no k-hat is fitted.
 * </ul>
 *
 * <p>p_q is a distribution of x_a, so it ranks models. It is p(x_a given x_b) if q(z given x_b) is
 * the posterior. Otherwise, on data of the model, its mean log-density is below that of p(x_a given
 * x_b), by the KL divergence between the two. p(x_a given x_b) itself has no such estimate. It is
 * p(x_a, x_b) / p(x_b), and an upper bound of p(x_b) needs a draw of the exact posterior.
 *
 * <p>The estimate has K draws of q(z given x_b) and K of q(z given x), which knows x_a. They are
 * weighed as draws of the mixture of the two:
 *
 * <pre>
 *   log 1/2K sum_k p(x_a given z_k) q(z_k given x_b) / m(z_k),   m(z) = 1/2 q(z given x_b) + 1/2 q(z given x)
 * </pre>
 *
 * <p>The mean of the weights is unbiased, so its logarithm is a lower bound. A weight is at most 2
 * p(x_a given z). If x_a is discrete, a mean above 1 is taken as 1, which keeps the bound.
 */
@Part("conditionalLogLikelihood")
public final class ConditionalLogLikelihood implements Metric {

    private static final String HEAVY =
            "few draws have most of the weight in some examples, so the bound may be far below";

    /** Effective draws, below which an estimate without k-hat is doubtful. */
    private static final double FEW_DRAWS = 10;

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "Conditional log p(x)",
                        Direction.HIGHER,
                        "The log-density of each modality given the others, by q given the others and"
                                + " the decoder. The modalities are summed.")
                .in("nats", EstimateKind.LOWER_BOUND);
    }

    @Override
    public Measurement.Measured measure(MetricContext subject) {
        List<Modality> modalities = modalities(subject);
        subject.undefinedIf(
                subject.model().inference().form() != PosteriorForm.DENSITY
                        || subject.model().properties().pointMass(),
                "there are no importance weights");
        int[] rows = Modality.observed(subject.test(), modalities);
        subject.undefinedIf(rows.length == 0, "no test example has all modalities");
        Examples complete = subject.test().select(rows);
        Integer most = subject.settings().importanceExamples();
        Examples chosen = most == null ? complete : subject.subset().of(complete, most);
        double[] sum = new double[chosen.size()];
        Map<String, Estimate> parts = new LinkedHashMap<>();
        boolean isHeavy = false;
        for (Modality modality : modalities) {
            List<ImportanceWeights> weights = weights(subject, chosen, modalities, modality);
            double[] own =
                    possible(
                            subject.model().generative().measure(),
                            modality,
                            weights.stream().mapToDouble(ImportanceWeights::logMean).toArray());
            Arrays.setAll(sum, i -> sum[i] + own[i]);
            parts.put(modality.name(), mean(subject, own, "nats", EstimateKind.LOWER_BOUND));
            double[] heavy =
                    weights.stream()
                            .filter(ImportanceWeights::isTailFitted)
                            .mapToDouble(of -> of.isUnreliable() ? 1 : 0)
                            .toArray();
            if (heavy.length > 0) {
                Estimate share = mean(subject, heavy, "1", EstimateKind.NOT_A_LIKELIHOOD);
                parts.put(modality.name() + ".paretoK", share);
            }
            isHeavy |=
                    heavy.length > 0
                            ? Arrays.stream(heavy).anyMatch(one -> one > 0)
                            : weights.stream()
                                            .mapToDouble(ImportanceWeights::effectiveSampleSize)
                                            .average()
                                            .orElseThrow()
                                    < FEW_DRAWS;
        }
        return new Measurement.Measured(
                        mean(subject, sum, "nats", EstimateKind.LOWER_BOUND), sum.length, parts)
                .with(isHeavy ? Optional.of(HEAVY) : Optional.empty());
    }

    /** Returns log-probabilities of at most 0; log-densities as they are. */
    static double[] possible(DataMeasure measure, Modality modality, double[] logs) {
        boolean isDiscrete =
                new DataMeasure(measure.ofValues().subList(modality.from(), modality.to()))
                        .isCounting();
        return isDiscrete ? Arrays.stream(logs).map(log -> Math.min(log, 0)).toArray() : logs;
    }

    private static int draws(MetricContext subject) {
        return 2 * subject.settings().importanceSamples();
    }

    private static Estimate mean(
            MetricContext subject, double[] values, String unit, EstimateKind kind) {
        return Estimate.ofMean(values, unit, kind, draws(subject));
    }

    /** Returns the weights of the draws for each example. */
    private static List<ImportanceWeights> weights(
            MetricContext subject, Examples complete, List<Modality> modalities, Modality a) {
        List<Modality> others = others(modalities, a);
        LatentVariableModel model = subject.model();
        Blocks blocks = subject.decoding();
        int draws = subject.settings().importanceSamples();
        List<ImportanceWeights> all =
                Stream.generate(() -> new ImportanceWeights(2 * draws))
                        .limit(complete.size())
                        .toList();
        blocks.overExamples(
                model,
                complete,
                (batch, first, size) -> {
                    RandomKey key = subject.key().split(a.name()).fold(first);
                    RandomKey own = key.split("inference");
                    JointPosterior whole = model.infer(batch, own, Phase.evaluation());
                    JointPosterior given =
                            model.infer(
                                    PartialInference.showing(batch, others),
                                    own,
                                    Phase.evaluation());
                    Batch shown = PartialInference.showing(batch, List.of(a));
                    Consumer<double[]> use =
                            read -> {
                                for (int i = 0; i < read.length; i++) {
                                    all.get(first + i % size).add(read[i]);
                                }
                            };
                    for (boolean isGiven : new boolean[] {true, false}) {
                        JointPosterior from = isGiven ? given : whole;
                        JointPosterior other = isGiven ? whole : given;
                        blocks.overWeights(
                                model.generative(),
                                shown,
                                from,
                                key.split(isGiven ? "given" : "whole"),
                                draws,
                                draw -> List.of(ratio(draw, other, isGiven)),
                                (likelihood, terms) -> likelihood.add(terms.get(0)),
                                use,
                                () -> {});
                    }
                });
        return all;
    }

    /**
     * Returns log q(z given x_b) / m(z) of a draw.
     *
     * @param other the proposal of the two that it is not from
     * @param isGiven whether it is from q(z given x_b)
     */
    private static Tensor ratio(JointDraw draw, JointPosterior other, boolean isGiven) {
        Tensor ofOther = other.logProbability(draw.values());
        Tensor mixture =
                Tensor.stack(List.of(draw.logProbability(), ofOther), 0)
                        .logSumExp(0)
                        .sub(Math.log(2));
        return (isGiven ? draw.logProbability() : ofOther).sub(mixture);
    }

    /**
     * Returns the modalities of the data of a model.
     *
     * @throws UndefinedMetricException if they have no several
     */
    static List<Modality> modalities(MetricContext subject) {
        List<Modality> modalities = subject.data().modalities();
        if (modalities.isEmpty()) {
            throw new UndefinedMetricException(
                    "the data have no several modalities, or some are hidden");
        }
        return modalities;
    }

    /** Returns the other modalities. */
    static List<Modality> others(List<Modality> all, Modality one) {
        return all.stream().filter(m -> !m.equals(one)).toList();
    }
}
