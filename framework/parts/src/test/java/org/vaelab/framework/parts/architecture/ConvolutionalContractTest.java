// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.EnumSet;
import java.util.Optional;
import org.vaelab.framework.network.Grid;
import org.vaelab.testkit.contract.ArchitectureContract;

final class ConvolutionalContractTest extends ArchitectureContract {

    ConvolutionalContractTest() {
        super(
                "convolutional",
                EnumSet.of(Data.IMAGE, Data.SERIES),
                "{hidden: [5, 4], channels: [3, 2], activation: 'silu'}",
                "{hidden: [], channels: [2, 2], kernel: 3, initializer: 'glorot', activation: 'softplus'}");
    }

    @Override
    protected Optional<Grid> grid() {
        return Optional.of(new Grid(2, 1));
    }
}
