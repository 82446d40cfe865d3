// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import org.vaelab.framework.plugin.VaeLabModule;

public final class AggregateModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(DecomposedKl.Settings.class);
        part(CovariancePenalty.Settings.class);
        part(MeanDiscrepancy.Settings.class);
    }
}
