// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import org.vaelab.testkit.contract.PosteriorContract;

final class ToyCodeContractTest extends PosteriorContract {

    ToyCodeContractTest() {
        super(
                "toy-code",
                "{variables: 2, codes: 3}",
                "{variables: 2, codes: 3, straightThrough: false}");
    }
}
