// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

import org.vaelab.framework.Internal;
import org.vaelab.framework.plugin.VaeLabModule;

/** Announces the metric {@code codeLength}. */
@Internal
public final class CodingModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(CodeLength.class);
    }
}
