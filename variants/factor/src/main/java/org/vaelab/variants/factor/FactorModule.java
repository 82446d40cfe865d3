// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import org.vaelab.framework.plugin.VaeLabModule;

public final class FactorModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(FactorModel.FactorAnalysisModel.class);
        part(FactorModel.ProbabilisticPca.class);
    }
}
