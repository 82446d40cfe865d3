// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import org.vaelab.framework.plugin.VaeLabModule;

public final class MixtureModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(MixtureModel.class);
    }
}
