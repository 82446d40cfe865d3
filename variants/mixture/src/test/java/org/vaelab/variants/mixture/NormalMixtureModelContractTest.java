// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import org.vaelab.framework.data.ValueDomain;
import org.vaelab.testkit.contract.ModelContract;

final class NormalMixtureModelContractTest extends ModelContract {

    NormalMixtureModelContractTest() {
        super(
                "mixture",
                "{components: 3, of: 'gaussian'}",
                "{components: 3, of: 'gaussian', least: 0.5}",
                "{components: 3, of: 'gaussian', variational: {meanCount: 0.5, degrees: 20}}");
    }

    @Override
    protected ValueDomain domain() {
        return ValueDomain.UNIT_INTERVAL;
    }

    /** Sums over the data, and the Wishart distributions, which Java updates. */
    @Override
    protected int readsPerStep() {
        return 16;
    }
}
