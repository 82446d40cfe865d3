// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Arrays;
import java.util.Optional;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;

/**
 * Measures a further inference of a trained model, on the examples of which log p(x) is estimated.
 * It gives its bound, and log p(x) with its q as proposal. Its bound minus the model's own, on the
 * same examples, is the part of the amortization gap that it closes (Cremer et al. 2018, section
 * 3).
 *
 * @param first whether no other inference has given a bound: then the gap and log p(x) are its own
 */
record FurtherInference(Evaluator evaluator, EvaluationSettings settings, boolean first) {

    /** Returns the names of what is measured of an inference that gives a bound. */
    String[] names(Inference inference) {
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
    Optional<PerExample> measure(
            LatentVariableModel model,
            Inference inference,
            Examples test,
            RandomKey key,
            PerDatum own,
            Measurements measured) {
        String suffix = "." + inference.name();
        String name = Metrics.ELBO + suffix;
        LatentVariableModel inferred = model.with(inference);
        int[] rows = evaluator.importanceRows(test);
        RandomKey ofBound = key.split("evaluation").split(name);
        BoundPass.Terms terms =
                new BoundPass(inferred, settings).run(test.select(rows), ofBound, name, measured);
        terms.diagnostics()
                .forEach(
                        (diagnostic, values) ->
                                measured.put(
                                        diagnostic + suffix,
                                        Estimate.ofMean(
                                                values,
                                                "1",
                                                EstimateKind.NOT_A_LIKELIHOOD,
                                                settings.samples()),
                                        values.length));
        if (terms.form() == PosteriorForm.DRAWS) {
            evaluator.putBound(suffix, terms, measured);
            return Optional.empty();
        }
        PerExample bound = new PerExample(rows, terms.elbo());
        evaluator.putElbo(suffix, terms, measured);
        if (!first) {
            return Optional.of(bound);
        }
        putGap(bound, own, measured);
        String refined = Metrics.REFINED_LOG_LIKELIHOOD;
        Optional<String> reason = Evaluator.withoutWeights(terms);
        if (reason.isPresent()) {
            measured.putAbsent(reason.get(), refined);
        } else {
            ImportanceEstimates estimates = evaluator.estimates();
            ImportanceCurve curve = ImportanceCurve.none();
            PerDatum perDatum =
                    estimates.of(inferred, test, rows, terms, key, refined, curve, measured);
            estimates.putBound(refined, perDatum, terms.form(), measured);
        }
        return Optional.of(bound);
    }

    /** A model whose own inference finds values alone has no bound to compare with. */
    private void putGap(PerExample bound, PerDatum own, Measurements measured) {
        int[] rows = bound.rows();
        double[] gap = new double[rows.length];
        Arrays.setAll(gap, i -> bound.values()[i] - own.elbo()[rows[i]]);
        if (Arrays.stream(gap).anyMatch(Double::isNaN)) {
            measured.putAbsent(
                    "the model's own inference gives no bound", Metrics.AMORTIZATION_GAP);
            return;
        }
        measured.putMean(
                Metrics.AMORTIZATION_GAP, gap, EstimateKind.NOT_A_LIKELIHOOD, settings.samples());
    }
}
