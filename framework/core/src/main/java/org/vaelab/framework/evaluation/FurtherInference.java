// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Arrays;
import java.util.Map;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.EstimateKind;

/**
 * What another inference than its own finds of a trained model, on the examples of which log p(x) is
 * estimated: its bound, log p(x) with its q as proposal, and by how much its bound is above the
 * model's own on the same examples (the amortization gap, as far as it closes it; Cremer et al. 2018,
 * section 3).
 */
final class FurtherInference {

    private final Evaluator evaluator;
    private final EvaluationSettings settings;

    FurtherInference(Evaluator evaluator, EvaluationSettings settings) {
        this.evaluator = evaluator;
        this.settings = settings;
    }

    void measure(
            LatentVariableModel model,
            Inference inference,
            Examples test,
            RandomKey key,
            EvaluationProgress progress,
            PerDatum own,
            Map<String, Measurement> measured) {
        String name = Metrics.ELBO + "." + inference.name();
        LatentVariableModel inferred = model.with(inference);
        int[] rows = evaluator.importanceRows(test);
        BoundPass.Terms terms =
                new BoundPass(inferred, settings)
                        .run(
                                test.select(rows),
                                key.split("evaluation").split(name),
                                name,
                                progress);
        double[] elbo = terms.elbo();
        Evaluator.putMean(name, elbo, EstimateKind.LOWER_BOUND, settings.samples(), measured);
        double[] gap = new double[elbo.length];
        Arrays.setAll(gap, i -> elbo[i] - own.elbo()[rows[i]]);
        Evaluator.putMean(
                Metrics.AMORTIZATION_GAP,
                gap,
                EstimateKind.NOT_A_LIKELIHOOD,
                settings.samples(),
                measured);
        if (terms.isOfPointMass()) {
            measured.put(
                    Metrics.REFINED_LOG_LIKELIHOOD,
                    new Measurement.Absent("the refined posterior is a point mass"));
            return;
        }
        String refined = Metrics.REFINED_LOG_LIKELIHOOD;
        PerDatum perDatum = evaluator.importance(inferred, test, key, refined, progress, elbo);
        evaluator.estimates().putBound(refined, perDatum, measured);
    }
}
