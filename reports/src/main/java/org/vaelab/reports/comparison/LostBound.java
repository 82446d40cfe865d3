// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.record.HealthObservation;
import org.vaelab.framework.record.MetricRole;

/**
 * A trained model whose ELBO is below the bound before its first step: its objective led away from log p(x),
 * as one does that is no bound.
 *
 * @param elbo the mean ELBO of the test examples over all seeds
 * @param before the mean bound of training examples before the first step
 */
public record LostBound(double elbo, double before) {

    /**
     * Returns the two bounds; empty if the ELBO is not below the other by more than 1 nat and than the root of its
     * size, by which a mean over other examples may differ.
     *
     * @throws IOException if the observations of a run cannot be read
     */
    public static Optional<LostBound> of(Comparison comparison, ComparedModel model)
            throws IOException {
        List<Metric> bound = comparison.metrics(MetricRole.BOUND);
        if (bound.size() != 1) {
            return Optional.empty();
        }
        double sum = 0;
        int runs = 0;
        for (ComparedRun run : model.runs()) {
            List<HealthObservation> seen = run.health().observations();
            if (run.record() != null && !seen.isEmpty()) {
                sum += seen.get(0).signal(HealthObservation.BOUND);
                runs++;
            }
        }
        double before = sum / runs;
        double allowed = Math.max(1, Math.sqrt(Math.abs(before)));
        return Measured.of(model, bound.get(0))
                .overSeeds()
                .map(elbo -> new LostBound(elbo.mean(), before))
                .filter(found -> found.elbo < before - allowed);
    }
}
