// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.topdown;

import org.vaelab.framework.plugin.VaeLabModule;

public final class TopDownModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(TopDown.class);
    }
}
