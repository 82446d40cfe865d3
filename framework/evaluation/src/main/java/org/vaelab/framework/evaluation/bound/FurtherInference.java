// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.bound;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.framework.evaluation.Companion;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.MetricRole;

/**
 * Measures a further inference of a trained model, on the examples of which log p(x) is estimated.
 *
 * <p>Of the first that gives a bound, the bound minus the model's own, on the same examples, is the
 * part of the amortization gap that it closes (Cremer et al. 2018, section 3), and log p(x) is
 * estimated with its q as proposal.
 */
@Internal
public record FurtherInference(Inference inference) {

    private static final String REFINED = "logLikelihood.refined";

    private static final String GAP = "amortizationGap";

    /** The diagnostics of inferences, by name, without the inference. */
    private static final Map<String, MetricDescription> DIAGNOSTICS =
            Map.of(
                    "rHat",
                    diagnostic(
                            "Mean R-hat", "The mean scale reduction of chains, 1 if they agree."),
                    "unconverged",
                    diagnostic("R-hat above 1.01", "The share of data whose chains do not agree.")
                            .within(0, 1),
                    "chainEffectiveSampleSize",
                    diagnostic("ESS of chains", "The mean effective number of states per datum."),
                    "chainAcceptance",
                    diagnostic("Acceptance", "The mean acceptance probability of transitions."));

    private static MetricDescription diagnostic(String label, String sentence) {
        return MetricDescription.of(label, Direction.NEITHER, sentence);
    }

    /** What is measured of the first inference that gives a bound, by name. */
    private static final Map<String, Companion> OF_FIRST = ofFirst();

    private static Map<String, Companion> ofFirst() {
        Map<String, Companion> all = new LinkedHashMap<>();
        all.put(
                GAP,
                Companion.of(
                                diagnostic(
                                                "Amortization gap",
                                                "How far the bound of another inference is above the model's own,"
                                                        + " on the same examples.")
                                        .in("nats", EstimateKind.NOT_A_LIKELIHOOD)
                                        .as(MetricRole.AMORTIZATION_GAP),
                                subject -> first(subject).orElseThrow().amortizationGap(subject))
                        .citing("cremer2018"));
        all.put(
                REFINED,
                Companion.of(
                                LogLikelihood.bound(
                                                "log p(x) by refined q",
                                                "The importance-weighted bound of log p(x), drawn from the"
                                                        + " posterior of another inference.")
                                        .as(MetricRole.TIGHTER_LOG_LIKELIHOOD),
                                subject ->
                                        first(subject)
                                                .orElseThrow()
                                                .importance(subject)
                                                .logLikelihood())
                        .citing("burda2016"));
        return all;
    }

    /** Returns what has a name without that of an inference. */
    public static Map<String, Companion> named() {
        return OF_FIRST;
    }

    /**
     * Describes a diagnostic of an inference by its name, as in {@code rHat.hmc}; empty if there is
     * none.
     */
    public static Optional<MetricDescription> description(String name) {
        int dot = name.indexOf('.');
        return dot < 0 || dot == name.length() - 1
                ? Optional.empty()
                : Optional.ofNullable(DIAGNOSTICS.get(name.substring(0, dot)))
                        .map(of -> of.labelled(of.label() + " by " + name.substring(dot + 1)));
    }

    /** Returns what is measured of the further inferences of an evaluation, by name. */
    public static Map<String, Companion> metrics(MetricContext subject) {
        Map<String, Companion> all = new LinkedHashMap<>();
        for (Inference inference : subject.further()) {
            FurtherInference of = new FurtherInference(inference);
            all.putAll(of.ownMetrics(subject));
            if (first(subject).equals(Optional.of(of))) {
                all.putAll(OF_FIRST);
            }
        }
        all.replaceAll((name, metric) -> metric.after(ImportanceEstimate.LOG_LIKELIHOOD));
        return all;
    }

    /** Returns the first further inference that gives a bound. */
    public static Optional<FurtherInference> first(MetricContext subject) {
        return subject.further().stream()
                .filter(inference -> inference.form() != PosteriorForm.DRAWS)
                .findFirst()
                .map(FurtherInference::new);
    }

    /**
     * Returns its diagnostics and its bound; of an inference that finds values alone the terms
     * instead.
     */
    private Map<String, Companion> ownMetrics(MetricContext subject) {
        Map<String, Companion> all = new LinkedHashMap<>();
        subject.attempt(bound())
                .map(Bound::diagnostics)
                .orElse(Map.of())
                .forEach(
                        (name, values) ->
                                all.put(
                                        name + suffix(),
                                        Companion.of(
                                                description(name + suffix())
                                                        .orElseGet(
                                                                () ->
                                                                        MetricDescription
                                                                                .undeclared(
                                                                                        name
                                                                                                + suffix())),
                                                context ->
                                                        Measured.mean(
                                                                values,
                                                                context.settings().samples()))));
        all.put(
                Bound.ELBO + suffix(),
                Companion.of(
                        EvidenceLowerBound.ofInference(inference.name()),
                        context -> context.get(bound()).elboMean()));
        if (inference.form() == PosteriorForm.DRAWS) {
            EvidenceLowerBound.terms(bound())
                    .forEach(
                            (name, term) ->
                                    all.put(name + suffix(), term.ofPart(inference.name())));
        }
        return all;
    }

    private String suffix() {
        return "." + inference.name();
    }

    private MetricContext inferring(MetricContext subject) {
        return subject.on(subject.model().with(inference), subject.data());
    }

    private Shared<Bound> bound() {
        String name = Bound.ELBO + suffix();
        return new Shared<>(
                "evaluation." + name,
                subject -> Bound.of(inferring(subject).on(subject.importanceRows()), name, false));
    }

    private ImportanceEstimate importance(MetricContext subject) {
        return ImportanceEstimate.of(
                inferring(subject),
                subject.get(bound()),
                subject.importanceRows(),
                REFINED,
                ImportanceCurve.none());
    }

    /** Returns the bound of each example. */
    public PerExample bounds(MetricContext subject) {
        return new PerExample(subject.importanceRows(), subject.get(bound()).elbo());
    }

    /** A model whose own inference finds values alone has no bound to compare with. */
    private Measured amortizationGap(MetricContext subject) {
        PerExample own = PerExample.ofAll(subject.get(Bound.OWN).bounds().elbo());
        double[] gap = bounds(subject).minus(own).values();
        subject.undefinedIf(
                Arrays.stream(gap).anyMatch(Double::isNaN),
                "the model's own inference gives no bound");
        int samples = subject.settings().samples();
        return Measured.mean(gap, "nats", EstimateKind.NOT_A_LIKELIHOOD, samples);
    }
}
