// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.vaelab.testkit.contract.Part;
import org.vaelab.testkit.contract.PriorContract;

final class UniformCategoricalContractTest extends PriorContract {

    UniformCategoricalContractTest() {
        super("uniform-categorical", Part.of("toy-categorical", "{variables: 2, categories: 3}"));
    }
}
