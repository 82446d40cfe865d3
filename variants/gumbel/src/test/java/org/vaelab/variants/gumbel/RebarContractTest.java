// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import org.vaelab.testkit.contract.EstimatorContract;

final class RebarContractTest extends EstimatorContract {

    RebarContractTest() {
        super("rebar", 1, "{}", "{kl: 'monte-carlo', temperature: 0.2}");
    }
}
