// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;

public final class GaussianModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(DiagonalNormalFamily.class);
        part(FullNormalFamily.class);
        kl(
                DiagonalNormal.class,
                StandardNormal.class,
                (q, p) -> Fused.normalKl(q.mean(), q.logVariance()),
                (q, p) -> perUnit(q));
        kl(
                DiagonalNormal.class,
                IndependentNormal.class,
                DiagonalNormal::divergenceFrom,
                DiagonalNormal::unitDivergenceFrom);
        kl(FullNormal.class, StandardNormal.class, (q, p) -> q.klToStandardNormal());
    }

    /** Each coordinate is a Normal of one dimension, [R, D]. */
    private static Tensor perUnit(DiagonalNormal q) {
        return Fused.normalKl(q.mean().expandDims(-1), q.logVariance().expandDims(-1));
    }
}
