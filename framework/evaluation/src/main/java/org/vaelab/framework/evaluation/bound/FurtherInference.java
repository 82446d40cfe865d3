// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.bound;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.record.EstimateKind;

/**
 * Measures a further inference of a trained model, on the examples of which log p(x) is estimated.
 *
 * <p>Of the first that gives a bound, the bound minus the model's own, on the same examples, is the
 * part of the amortization gap that it closes (Cremer et al. 2018, section 3), and log p(x) is
 * estimated with its q as proposal.
 */
@Internal
public record FurtherInference(Inference inference) {

    static final String REFINED_LOG_LIKELIHOOD = "logLikelihood.refined";
    static final String AMORTIZATION_GAP = "amortizationGap";

    /** Returns what is measured of the further inferences of an evaluation, by name. */
    public static Map<String, Metric> metrics(MetricContext subject) {
        Map<String, Metric> all = new LinkedHashMap<>();
        for (Inference inference : subject.further()) {
            FurtherInference of = new FurtherInference(inference);
            all.putAll(of.metrics(subject, first(subject).equals(Optional.of(of))));
        }
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
    private Map<String, Metric> metrics(MetricContext subject, boolean first) {
        Map<String, Metric> all = new LinkedHashMap<>();
        subject.attempt(bound())
                .map(Bound::diagnostics)
                .orElse(Map.of())
                .forEach(
                        (name, values) ->
                                all.put(
                                        name + suffix(),
                                        context ->
                                                Measured.mean(
                                                        values, context.settings().samples())));
        if (inference.form() == PosteriorForm.DRAWS) {
            all.putAll(Bound.metrics(bound(), suffix()));
            return all;
        }
        all.put(Bound.ELBO + suffix(), context -> context.get(bound()).elboMean());
        if (first) {
            all.put(AMORTIZATION_GAP, this::amortizationGap);
            all.put(REFINED_LOG_LIKELIHOOD, context -> importance(context).logLikelihood());
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
                REFINED_LOG_LIKELIHOOD,
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
