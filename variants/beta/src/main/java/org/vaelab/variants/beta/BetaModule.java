// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.beta;

import org.vaelab.framework.plugin.VaeLabModule;

public final class BetaModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(BetaRegularizer.class);
    }
}
