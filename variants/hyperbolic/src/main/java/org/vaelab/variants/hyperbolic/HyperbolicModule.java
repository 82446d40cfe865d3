// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.hyperbolic;

import org.vaelab.framework.plugin.VaeLabModule;

public final class HyperbolicModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(WrappedNormalFamily.Settings.class);
        part(WrappedNormalPrior.Settings.class);
    }
}
