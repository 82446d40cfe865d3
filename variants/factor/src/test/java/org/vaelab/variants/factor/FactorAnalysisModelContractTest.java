// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import org.vaelab.framework.data.ValueDomain;
import org.vaelab.testkit.contract.ModelContract;

final class FactorAnalysisModelContractTest extends ModelContract {

    FactorAnalysisModelContractTest() {
        super("factor-analysis", "{latent: 2}", "{latent: 3, start: 'pca', least: 0.01}");
    }

    @Override
    protected ValueDomain domain() {
        return ValueDomain.UNIT_INTERVAL;
    }

    /**
     * Sums over the data and the Cholesky factor of the precision, of which Java computes the
     * maximum.
     */
    @Override
    protected int readsPerStep() {
        return 3;
    }
}
