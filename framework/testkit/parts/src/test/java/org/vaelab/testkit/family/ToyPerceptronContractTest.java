// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import java.util.EnumSet;
import org.vaelab.testkit.contract.ArchitectureContract;

final class ToyPerceptronContractTest extends ArchitectureContract {

    ToyPerceptronContractTest() {
        super(
                "toy-perceptron",
                EnumSet.of(Data.VECTOR, Data.IMAGE, Data.SERIES),
                "{hidden: [5, 4]}",
                "{hidden: []}");
    }
}
