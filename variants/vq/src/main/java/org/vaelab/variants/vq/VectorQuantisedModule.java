// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import org.vaelab.framework.latent.UniformCategorical;
import org.vaelab.framework.plugin.VaeLabModule;

public final class VectorQuantisedModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(VectorQuantisedPosterior.class);
        part(FiniteScalar.class);
        part(LookupFree.class);
        part(BinarySpherical.class);
        part(LinearCodebook.class);
        part(Residual.class);
        kl(Quantised.class, UniformCategorical.class, (q, p) -> q.klToUniform());
    }
}
