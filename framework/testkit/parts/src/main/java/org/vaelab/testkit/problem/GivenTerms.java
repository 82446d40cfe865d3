// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.KlTerm;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.testkit.family.ToyNormal;

/** Terms of a bound of which only the divergence is of interest. */
public final class GivenTerms {

    private GivenTerms() {}

    /**
     * Returns terms with the reconstruction 0.
     *
     * @param units the divergences of independent units, one row for each example, [B, U]
     */
    public static ElboTerms of(Tensor units) {
        Tensor zeros = units.runtime().zeros(units.shape().range(0, 1));
        Tensor kl = units.sum(-1);
        Draw none = Draw.of(zeros.expandDims(0), zeros.expandDims(0));
        LatentDraw draw = new LatentDraw(OneLatent.Z, new ToyNormal(units, units), none, false);
        KlTerm term = new KlTerm("", kl, KlSource.ANALYTIC, false, Optional.of(() -> units));
        return new ElboTerms(new JointDraw(List.of(draw)), zeros, List.of(term), kl);
    }
}
