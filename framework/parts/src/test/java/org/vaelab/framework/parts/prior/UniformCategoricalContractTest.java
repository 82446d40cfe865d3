// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class UniformCategoricalContractTest extends PriorContract {

    UniformCategoricalContractTest() {
        super(
                "uniform-categorical",
                ConfiguredPart.of("toy-categorical", "{variables: 2, categories: 3}"));
    }
}
