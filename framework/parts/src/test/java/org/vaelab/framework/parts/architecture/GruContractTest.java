// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.EnumSet;
import java.util.Map;
import org.vaelab.testkit.contract.ArchitectureContract;

final class GruContractTest extends ArchitectureContract {

    GruContractTest() {
        super(
                "gru",
                EnumSet.of(Data.TEXT),
                "{hidden: [5, 4], embedding: 3}",
                "{hidden: [4], embedding: 2, bidirectional: true, initializer: 'glorot'}");
    }

    @Override
    protected Map<String, String> keysWithoutEffect() {
        return Map.of("activation", "of hidden layers of the decoder, which has none by default");
    }
}
