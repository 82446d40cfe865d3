// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.EnumSet;
import org.vaelab.testkit.contract.ArchitectureContract;

final class StepsContractTest extends ArchitectureContract {

    StepsContractTest() {
        super(
                "steps",
                EnumSet.of(Data.IMAGE, Data.SERIES),
                "{hidden: [5, 4], activation: 'tanh'}",
                "{hidden: [], initializer: 'he'}");
    }
}
