// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.fsq;

import org.vaelab.framework.plugin.VaeLabModule;

public final class FiniteScalarModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(FiniteScalar.Family.class);
    }
}
