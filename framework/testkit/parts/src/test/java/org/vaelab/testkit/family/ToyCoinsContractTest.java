// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import org.vaelab.testkit.contract.LikelihoodContract;

final class ToyCoinsContractTest extends LikelihoodContract {

    ToyCoinsContractTest() {
        super("toy-coins");
    }
}
