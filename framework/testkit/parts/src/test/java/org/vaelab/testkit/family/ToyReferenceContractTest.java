// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import java.util.List;
import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class ToyReferenceContractTest extends PriorContract {

    ToyReferenceContractTest() {
        super(
                "toy-reference",
                List.of(
                        ConfiguredPart.of("toy-normal", "{latent: 1}"),
                        ConfiguredPart.of("toy-sphere", "{latent: 2}"),
                        ConfiguredPart.of("toy-categorical", "{variables: 2, categories: 3}")));
    }
}
