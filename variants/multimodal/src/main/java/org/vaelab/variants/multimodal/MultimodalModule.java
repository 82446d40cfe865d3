// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import org.vaelab.framework.plugin.VaeLabModule;

/** Announces what models of several modalities are made of. */
public final class MultimodalModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(JoinedLikelihood.Settings.class);
        part(ProductInference.class);
        part(MixtureInference.class);
        part(MixtureOfProductsInference.class);
        part(MmvaePlusInference.class);
        part(ModalitiesEstimator.class);
        part(ConditionalLogLikelihood.class);
        part(Coherence.class);
    }
}
