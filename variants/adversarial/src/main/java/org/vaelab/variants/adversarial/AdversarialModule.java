// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.adversarial;

import org.vaelab.framework.plugin.VaeLabModule;

public final class AdversarialModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(FactorVae.class);
        part(AdversarialPrior.class);
        part(RegularizedAutoEncoder.class);
        part(VaeGan.class);
    }
}
