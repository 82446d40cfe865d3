// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.framework.plugin.VaeLabModule;

public final class SimplexModule extends VaeLabModule {

    @Override
    protected void announce() {}
}
