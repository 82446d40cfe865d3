// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import org.vaelab.framework.data.ValueDomain;
import org.vaelab.testkit.contract.ModelContract;

final class VrnnContractTest extends ModelContract {

    VrnnContractTest() {
        super(
                "vrnn",
                "{latent: 2, cell: {state: 5, hidden: [6], features: 4, activation: 'tanh'}, steps: 3,"
                        + " least: 0.01}");
    }

    @Override
    protected ValueDomain domain() {
        return ValueDomain.UNIT_INTERVAL;
    }
}
