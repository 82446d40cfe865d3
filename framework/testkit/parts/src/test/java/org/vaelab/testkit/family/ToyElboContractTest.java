// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import org.vaelab.testkit.contract.EstimatorContract;

final class ToyElboContractTest extends EstimatorContract {

    ToyElboContractTest() {
        super("toy-elbo", 1);
    }
}
