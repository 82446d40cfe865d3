// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.framework.plugin.VaeLabModule;

public final class SimplexModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(KumaraswamyFamily.class);
        part(DirichletFamily.class);
        part(StickBreakingFamily.class);
        part(BetaPrior.Settings.class);
        part(SticksPrior.Dirichlet.class);
        part(SticksPrior.Gem.class);
        kl(
                Kumaraswamy.class,
                BetaPrior.class,
                (q, p) -> p.klFrom(q).sum(-1),
                (q, p) -> p.klFrom(q));
        kl(Dirichlet.class, BetaSticks.Distribution.class, Dirichlet::kl);
        kl(StickBreaking.class, BetaSticks.Distribution.class, StickBreaking::kl);
    }
}
