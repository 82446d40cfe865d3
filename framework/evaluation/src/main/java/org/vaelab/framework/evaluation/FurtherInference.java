// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Arrays;
import java.util.Optional;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.record.EstimateKind;

/**
 * Measures a further inference of a trained model, on the examples of which log p(x) is estimated.
 * It gives its bound, and log p(x) with its q as proposal. Its bound minus the model's own, on the
 * same examples, is the part of the amortization gap that it closes (Cremer et al. 2018, section
 * 3).
 *
 * @param estimates of log p(x)
 * @param rows of these examples
 * @param own the bounds by the model's own inference
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record FurtherInference(
        Evaluation evaluation, ImportanceEstimates estimates, int[] rows, PerDatum own) {

    /**
     * Returns the names of what is measured of an inference that gives a bound.
     *
     * @param first whether no other inference has given one: then the gap and log p(x) are its own
     */
    static String[] names(Inference inference, boolean first) {
        String elbo = Metrics.ELBO + "." + inference.name();
        return first
                ? new String[] {elbo, Metrics.AMORTIZATION_GAP, Metrics.REFINED_LOG_LIKELIHOOD}
                : new String[] {elbo};
    }

    /**
     * Measures.
     *
     * @return the bound of each example; empty of an inference that finds values alone
     */
    Optional<PerExample> measure(Inference inference, boolean first) {
        String suffix = "." + inference.name();
        Measurements measured = evaluation.measured();
        Evaluation inferred = evaluation.with(inference);
        EvaluationSettings settings = estimates.settings();
        BoundPass.Terms terms =
                new BoundPass(inferred.on(rows), settings, false).run(Metrics.ELBO + suffix);
        terms.diagnostics()
                .forEach(
                        (diagnostic, values) ->
                                measured.put(
                                        diagnostic + suffix,
                                        Measurement.Measured.mean(
                                                values, settings.samples(), values.length)));
        if (terms.form() == PosteriorForm.DRAWS) {
            terms.put(suffix, measured);
            return Optional.empty();
        }
        PerExample bound = new PerExample(rows, terms.elbo());
        terms.putElbo(suffix, measured);
        if (!first) {
            return Optional.of(bound);
        }
        putGap(bound, settings.samples());
        String refined = Metrics.REFINED_LOG_LIKELIHOOD;
        Optional<String> reason = terms.withoutWeights();
        if (reason.isPresent()) {
            measured.putAbsent(reason.get(), refined);
        } else {
            PerDatum perDatum =
                    estimates.of(inferred, rows, terms, refined, ImportanceCurve.none());
            estimates.putBound(refined, perDatum, terms.form(), measured);
        }
        return Optional.of(bound);
    }

    /** A model whose own inference finds values alone has no bound to compare with. */
    private void putGap(PerExample bound, int samples) {
        String name = Metrics.AMORTIZATION_GAP;
        double[] gap = bound.minus(PerExample.ofAll(own.elbo())).values();
        if (Arrays.stream(gap).anyMatch(Double::isNaN)) {
            evaluation.measured().putAbsent("the model's own inference gives no bound", name);
        } else {
            evaluation.measured().putMean(name, gap, EstimateKind.NOT_A_LIKELIHOOD, samples);
        }
    }
}
