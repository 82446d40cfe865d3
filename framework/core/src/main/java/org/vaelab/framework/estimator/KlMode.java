// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.stream.Collectors;
import org.vaelab.framework.model.KlDivergence;
import org.vaelab.framework.model.LatentVariableModel;

/** How KL(q || p) enters a bound. Which one was used stands in the record of the run. */
public enum KlMode {
    /** In closed form if one is known, else by Monte Carlo. */
    @JsonProperty("auto")
    AUTO,
    /** In closed form, or over the draws of a point mass, which are all equal. */
    @JsonProperty("exact")
    EXACT,
    /** As the mean of log q(z given x) - log p(z) over the draws. */
    @JsonProperty("monte-carlo")
    MONTE_CARLO;

    /**
     * Returns whether closed forms are used for a model.
     *
     * @throws IllegalArgumentException if they are asked for and not all known
     */
    public boolean isExactFor(LatentVariableModel model) {
        if (this == EXACT && !model.kl().isClosedForm() && !model.posterior().isDeterministic()) {
            throw new IllegalArgumentException(
                    "kl: exact, but no closed form is known between "
                            + model.posterior().type().getSimpleName()
                            + " and "
                            + model.prior().getClass().getSimpleName()
                            + ofFactors(model.kl())
                            + "; use auto or monte-carlo");
        }
        return this != MONTE_CARLO && model.kl().hasClosedForm();
    }

    private static String ofFactors(KlDivergence kl) {
        if (!kl.isProduct()) {
            return "";
        }
        return kl.factors().stream()
                .filter(factor -> factor.closedForm().isEmpty())
                .map(KlDivergence.Factor::name)
                .collect(Collectors.joining(", ", " of the factors ", ""));
    }

    /**
     * Returns how this computes the divergence of a model, from draws of the distribution itself.
     *
     * @throws IllegalArgumentException if closed forms are asked for and not all known
     */
    public Divergence divergenceOf(LatentVariableModel model) {
        if (model.posterior().isDeterministic()) {
            return Divergence.EXACT;
        }
        if (!isExactFor(model)) {
            return Divergence.MONTE_CARLO;
        }
        return model.kl().isClosedForm() ? Divergence.EXACT : Divergence.PARTLY_EXACT;
    }
}
