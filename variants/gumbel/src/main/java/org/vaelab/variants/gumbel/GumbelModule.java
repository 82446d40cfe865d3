// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import org.vaelab.framework.latent.CategoricalLogits;
import org.vaelab.framework.plugin.Supervision.LabelPosterior;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;

public final class GumbelModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(GumbelSoftmax.class);
        part(CategoricalFamily.class);
        part(BernoulliFamily.class);
        part(StochasticQuantised.class);
        part(Rebar.class);
        part(Relax.class);
        part(SaturatedRelaxation.class);
        instance(LabelPosterior.class, "categorical", CategoricalFamily::ofLabel);
        kl(
                Categorical.class,
                CategoricalLogits.class,
                (q, p) -> perVariable(q, p).sum(-1),
                GumbelModule::perVariable);
    }

    /** [R, n]. */
    private static Tensor perVariable(Categorical q, CategoricalLogits p) {
        return Fused.categoricalKl(q.logits(), p.logits().logSoftmax(-1));
    }
}
