// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding.internal;

import org.vaelab.framework.plugin.VaeLabModule;

/** Announces the metric {@code codeLength}. */
public final class CodingModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(CodeLength.class);
    }
}
