// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import java.util.function.BiFunction;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;

public final class GaussianModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(DiagonalNormalFamily.class);
        part(FullNormalFamily.class);
        part(LaplaceFamily.class);
        part(LaplacePrior.Settings.class);
        part(StudentTFamily.class);
        part(StudentTPrior.Settings.class);
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
        byUnit(Laplace.class, StandardNormal.class, (q, p) -> q.klToStandardNormalByUnit());
        byUnit(Laplace.class, IndependentNormal.class, Laplace::klByUnit);
        byUnit(Laplace.class, IndependentLaplace.class, Laplace::klByUnit);
    }

    private <Q extends Posterior, P extends Distribution> void byUnit(
            Class<Q> q, Class<P> p, BiFunction<Q, P, Tensor> units) {
        kl(q, p, (a, b) -> units.apply(a, b).sum(-1), units);
    }

    /** Each coordinate is a Normal of one dimension, [R, D]. */
    private static Tensor perUnit(DiagonalNormal q) {
        return Fused.normalKl(q.mean().expandDims(-1), q.logVariance().expandDims(-1));
    }
}
