// SPDX-License-Identifier: Apache-2.0
package org.vaelab.contracts;

import org.vaelab.testkit.contract.Part;
import org.vaelab.testkit.contract.PriorContract;

final class AutoregressiveCategoricalContractTest extends PriorContract {

    AutoregressiveCategoricalContractTest() {
        super(
                "autoregressive",
                Part.of("categorical", "{variables: 3, categories: 3}"),
                "{hidden: [6]}",
                "{hidden: [5], direct: true}");
    }
}
