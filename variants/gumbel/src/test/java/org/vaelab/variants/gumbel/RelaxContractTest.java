// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import org.vaelab.testkit.contract.EstimatorContract;

final class RelaxContractTest extends EstimatorContract {

    RelaxContractTest() {
        super("relax", 1, "{}", "{kl: 'monte-carlo', temperature: 0.2}");
    }
}
