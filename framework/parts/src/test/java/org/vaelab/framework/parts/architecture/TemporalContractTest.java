// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.EnumSet;
import org.vaelab.testkit.contract.ArchitectureContract;

final class TemporalContractTest extends ArchitectureContract {

    TemporalContractTest() {
        super(
                "temporal",
                EnumSet.of(Data.TEXT),
                "{hidden: [5], channels: [3, 2], embedding: 3, activation: 'tanh'}",
                "{channels: [4], kernel: 2, embedding: 2, initializer: 'glorot', activation: 'elu'}");
    }
}
