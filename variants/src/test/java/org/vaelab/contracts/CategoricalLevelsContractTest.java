// SPDX-License-Identifier: Apache-2.0
package org.vaelab.contracts;

import org.vaelab.testkit.contract.LikelihoodContract;

final class CategoricalLevelsContractTest extends LikelihoodContract {

    CategoricalLevelsContractTest() {
        super("categorical");
    }
}
