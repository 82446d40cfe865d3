// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.function.ToDoubleFunction;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.posterior.PosteriorFamily;

/**
 * How a codebook is used: its codes counted over all positions of all test data, never over a batch,
 * whose size would decide.
 *
 * <p>Defined where each datum has one value of n codes out of k: the posterior is a point mass on a
 * space of unit vectors.
 */
final class CodebookUse implements Metric {

    private final ToDoubleFunction<CodeCounts> quantity;

    private CodebookUse(ToDoubleFunction<CodeCounts> quantity) {
        this.quantity = quantity;
    }

    /** Returns the exponential of the entropy of the codes: k if all are used alike. */
    static CodebookUse perplexity() {
        return new CodebookUse(CodeCounts::perplexity);
    }

    /** Returns the share of the k codes that some datum uses. */
    static CodebookUse usage() {
        return new CodebookUse(CodeCounts::usage);
    }

    @Override
    public Measurement measure(Subject subject) {
        PosteriorFamily family = subject.model().posterior();
        if (!family.isDeterministic() || !(family.space() instanceof OneHot space)) {
            return new Measurement.Absent(
                    "there is no codebook: the posterior is no point mass on a space of codes");
        }
        CodeCounts counts = new CodeCounts(space.categories());
        int n = subject.test().size();
        subject.forEachPosterior(
                n,
                (q, first, size) -> {
                    double[] used = q.location().sum(0, 1).readDoubles();
                    for (int code = 0; code < used.length; code++) {
                        counts.add(code, Math.round(used[code]));
                    }
                });
        return new Measurement.Measured(
                Estimate.withoutError(
                        quantity.applyAsDouble(counts), "1", EstimateKind.NOT_A_LIKELIHOOD, 0),
                n);
    }
}
