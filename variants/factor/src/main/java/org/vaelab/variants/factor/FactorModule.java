// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import org.vaelab.framework.plugin.VaeLabModule;

/** Announces the parts of this family. */
public final class FactorModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(FactorVariant.FactorAnalysisVariant.class);
        part(FactorVariant.ProbabilisticPcaVariant.class);
    }
}
