// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import java.util.List;
import org.vaelab.testkit.contract.Part;
import org.vaelab.testkit.contract.PriorContract;

final class ToyReferenceContractTest extends PriorContract {

    ToyReferenceContractTest() {
        super(
                "toy-reference",
                List.of(
                        Part.of("toy-normal", "{latent: 1}"),
                        Part.of("toy-sphere", "{latent: 2}"),
                        Part.of("toy-categorical", "{variables: 2, categories: 3}")));
    }
}
