// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.EnumSet;
import org.vaelab.testkit.contract.ArchitectureContract;

final class LayersContractTest extends ArchitectureContract {

    LayersContractTest() {
        super(
                "layers",
                EnumSet.of(Data.VECTOR, Data.IMAGE, Data.SERIES),
                "{layers: [{'dense': 5}, 'gelu', 'layer-norm', {'residual': [{'dense': 5}, 'silu']}]}",
                "{layers: [{'dense': 6}, 'tanh', 'batch-norm', {'dropout': 0.5}]}");
    }
}
