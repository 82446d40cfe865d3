// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.bound;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.framework.evaluation.Companion;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.settings.Part;

/**
 * The evidence lower bound of log p(x) by the model's own inference, and its terms ({@link Bound}).
 * Its draws are {@code evaluation.samples}, its KL is {@code evaluation.kl}.
 */
@Part(Bound.ELBO)
@Internal
public record EvidenceLowerBound() implements Metric {

    private static final String NATS = "nats";

    @Override
    public MetricDescription description() {
        return bound("ELBO", "The evidence lower bound of log p(x).").as(MetricRole.BOUND);
    }

    private static MetricDescription bound(String label, String sentence) {
        return MetricDescription.of(label, Direction.HIGHER, sentence)
                .in(NATS, EstimateKind.LOWER_BOUND);
    }

    /** Describes the bound of another inference, by its name. */
    @Override
    public MetricDescription describe(String inference, MetricDescription whole) {
        return ofInference(inference);
    }

    static MetricDescription ofInference(String inference) {
        return bound(
                        "ELBO by " + inference,
                        "The evidence lower bound of log p(x) by another inference than the"
                                + " model's own.")
                .as(MetricRole.FURTHER_BOUND);
    }

    @Override
    public Asked asked() {
        return Asked.ALWAYS;
    }

    @Override
    public Map<String, Companion> companions() {
        return terms(Bound.OWN);
    }

    @Override
    public Measured measure(MetricContext subject) {
        return subject.get(Bound.OWN).elboMean().with(above(subject));
    }

    @Override
    public Map<String, PerExample> columns(MetricContext subject) {
        return Map.of(Bound.ELBO, PerExample.ofAll(subject.get(Bound.OWN).bounds().elbo()));
    }

    private static Optional<String> above(MetricContext subject) {
        return subject.attempt(ImportanceEstimate.OWN)
                .flatMap(importance -> importance.perDatum().boundAboveEstimate());
    }

    /** Returns the terms of a bound, or, of draws alone, E[log p(x given z)] and E[log p(x, z)]. */
    static Map<String, Companion> terms(Shared<Bound> of) {
        Map<String, Companion> terms = new LinkedHashMap<>();
        terms.put(
                Bound.RECONSTRUCTION,
                Companion.of(
                                term(
                                        "Reconstruction",
                                        "The mean of log p(x given z) under the posterior.",
                                        EstimateKind.UNBIASED_ESTIMATE,
                                        MetricRole.RECONSTRUCTION),
                                subject -> subject.get(of).reconstructionMean())
                        .withParts(
                                (inference, whole) ->
                                        whole.part(
                                                whole.label() + " by " + inference,
                                                "The mean of log p(x given z) under the posterior of another"
                                                        + " inference.")));
        terms.put(
                Bound.KL,
                Companion.of(
                                term(
                                        "KL",
                                        "KL(q(z given x) || p(z)), from the posterior to the prior.",
                                        EstimateKind.EXACT,
                                        MetricRole.KL),
                                subject -> subject.get(of).klMean())
                        .withParts(
                                (variable, whole) ->
                                        whole.part(
                                                whole.label() + " of " + variable,
                                                "The KL of one latent variable, or of a factor of it.")));
        terms.put(
                Bound.LOG_JOINT,
                Companion.of(
                                term(
                                        "log p(x, z)",
                                        "The mean of log p(x, z) where only values of z are found. It is no"
                                                + " bound of log p(x).",
                                        EstimateKind.NOT_A_LIKELIHOOD,
                                        MetricRole.LOG_JOINT),
                                subject -> subject.get(of).logJointMean())
                        .whereDefined()
                        .withParts(
                                (inference, whole) ->
                                        whole.part(
                                                whole.label() + " by " + inference,
                                                whole.sentence())));
        return terms;
    }

    private static MetricDescription term(
            String label, String sentence, EstimateKind kind, MetricRole role) {
        return MetricDescription.of(label, Direction.NEITHER, sentence).in(NATS, kind).as(role);
    }
}
