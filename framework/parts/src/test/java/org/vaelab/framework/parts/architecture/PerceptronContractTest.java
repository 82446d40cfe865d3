// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.EnumSet;
import org.vaelab.testkit.contract.ArchitectureContract;

final class PerceptronContractTest extends ArchitectureContract {

    PerceptronContractTest() {
        super(
                "mlp",
                EnumSet.of(Data.VECTOR, Data.IMAGE, Data.SERIES),
                "{hidden: [5, 4], activation: 'tanh'}",
                "{hidden: [], initializer: 'glorot'}",
                "{hidden: [4], activation: 'elu', gated: true}",
                "{hidden: [5, 4], activation: 'gelu'}",
                "{hidden: [4], activation: 'leaky-relu'}");
    }
}
