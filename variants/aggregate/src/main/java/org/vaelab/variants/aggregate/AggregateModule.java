// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import org.vaelab.framework.plugin.VaeLabModule;

public final class AggregateModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(DecomposedKl.class);
        part(CovariancePenalty.class);
        part(MeanDiscrepancy.Settings.class);
    }
}
