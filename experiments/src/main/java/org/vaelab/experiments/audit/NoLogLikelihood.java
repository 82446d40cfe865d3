// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;

/**
 * Models without an estimate of log p(x), whose posterior is a point mass, beside others that have one.
 * What they share is the elbo, which for models trained by a bound of several draws is not even what they
 * maximise.
 */
final class NoLogLikelihood implements Check {

    @Override
    public String name() {
        return "no-log-likelihood";
    }

    @Override
    public List<Warning> of(AuditedPlan plan) {
        List<String> without = plan.named(AuditedModel::pointMass);
        if (without.isEmpty() || without.size() == plan.models().size()) {
            return List.of();
        }
        List<String> other = plan.named(AuditedModel::multiSample);
        return List.of(
                new Warning(
                        name(),
                        without,
                        "the posterior is a point mass, and log p(x) is not estimated: with the other"
                                + " models they share the elbo alone, a bound that is looser by"
                                + " another amount for each family"
                                + (other.isEmpty()
                                        ? ""
                                        : "; for "
                                                + Warning.named(other)
                                                + " training maximises another one"),
                        "compare log p(x) among the others; the elbo of these says at least how good"
                                + " they are, not how much better or worse"));
    }
}
