// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import org.vaelab.framework.plugin.VaeLabModule;

public final class SparseModule extends VaeLabModule {

    @Override
    protected void announce() {}
}
