// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * Models without an estimate of log p(x) beside others that have one. Of a point mass there is the elbo,
 * which for models trained by a bound of several draws is not even what they maximise; of values that an
 * inference finds, a mode or a chain, no bound at all.
 */
final class NoLogLikelihood implements Check {

    @Override
    public String name() {
        return "no-log-likelihood";
    }

    @Override
    public List<Warning> of(AuditedPlan plan) {
        List<Warning> found = new ArrayList<>();
        List<String> masses = plan.named(model -> model.pointMass() && !model.drawsAlone());
        if (isSome(masses, plan)) {
            found.add(pointMasses(masses, plan));
        }
        List<String> draws = plan.named(AuditedModel::drawsAlone);
        if (isSome(draws, plan)) {
            found.add(drawsAlone(draws));
        }
        return found;
    }

    private static boolean isSome(List<String> models, AuditedPlan plan) {
        return !models.isEmpty() && models.size() < plan.models().size();
    }

    private Warning drawsAlone(List<String> models) {
        return new Warning(
                name(),
                models,
                "the inference finds values alone, so that neither the elbo nor log p(x) is measured:"
                        + " log p(x, z), which is, compares with no number of the other models",
                "name an evaluation.inference that bounds log p(x) of all of them, such as svi");
    }

    private Warning pointMasses(List<String> models, AuditedPlan plan) {
        List<String> other = plan.named(AuditedModel::multiSample);
        return new Warning(
                name(),
                models,
                "the posterior is a point mass, and log p(x) is not estimated: with the other"
                        + " models they share the elbo alone, a bound that is looser by"
                        + " another amount for each family"
                        + (other.isEmpty()
                                ? ""
                                : "; for "
                                        + Warning.named(other)
                                        + " training maximises another one"),
                "compare log p(x) among the others; the elbo of these says at least how good"
                        + " they are, not how much better or worse");
    }
}
