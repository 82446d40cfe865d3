// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.grammar;

import org.vaelab.framework.plugin.VaeLabModule;

public final class GrammarModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(GrammarSource.class);
    }
}
