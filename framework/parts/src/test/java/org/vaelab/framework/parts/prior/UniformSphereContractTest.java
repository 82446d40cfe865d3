// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.List;
import org.vaelab.testkit.contract.Part;
import org.vaelab.testkit.contract.PriorContract;

final class UniformSphereContractTest extends PriorContract {

    UniformSphereContractTest() {
        super(
                "uniform-sphere",
                List.of(
                        Part.of("toy-sphere", "{latent: 1}"),
                        Part.of("toy-sphere", "{latent: 2}")));
    }
}
