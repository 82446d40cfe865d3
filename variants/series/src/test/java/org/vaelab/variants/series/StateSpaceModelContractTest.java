// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import org.vaelab.framework.data.ValueDomain;
import org.vaelab.testkit.contract.ModelContract;

final class StateSpaceModelContractTest extends ModelContract {

    StateSpaceModelContractTest() {
        super("state-space", "{state: 2, steps: 3}", "{state: 1, steps: 6, least: 0.01}");
    }

    @Override
    protected ValueDomain domain() {
        return ValueDomain.UNIT_INTERVAL;
    }

    /** Java filters: seven parameters, series and draws, and gradients of what it computes. */
    @Override
    protected int readsPerStep() {
        return 13;
    }
}
