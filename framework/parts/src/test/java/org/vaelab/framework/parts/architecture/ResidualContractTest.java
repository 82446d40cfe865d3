// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.EnumSet;
import java.util.Optional;
import org.vaelab.framework.network.Grid;
import org.vaelab.testkit.contract.ArchitectureContract;

final class ResidualContractTest extends ArchitectureContract {

    ResidualContractTest() {
        super(
                "residual",
                EnumSet.of(Data.IMAGE, Data.SERIES),
                "{hidden: [5], channels: [3, 2], blocks: 1, residualWidth: 2, activation: 'tanh'}",
                "{hidden: [], channels: [2, 2], kernel: 3, initializer: 'glorot', residualWidth: 3, activation: 'elu'}");
    }

    @Override
    protected Optional<Grid> grid() {
        return Optional.of(new Grid(2, 1));
    }
}
