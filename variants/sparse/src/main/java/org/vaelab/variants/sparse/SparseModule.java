// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import org.vaelab.framework.plugin.VaeLabModule;

public final class SparseModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(PoissonFamily.class);
        part(PoissonPrior.Settings.class);
        part(SpikeAndSlabFamily.class);
        part(SpikeAndSlabPrior.Settings.class);
        kl(Poisson.class, PoissonRates.class, (q, p) -> q.kl(p).sum(-1), Poisson::kl);
        kl(
                SpikeAndSlab.class,
                SpikedNormals.class,
                (q, p) -> q.kl(p).sum(-1),
                SpikeAndSlab::kl);
    }
}
