// SPDX-License-Identifier: Apache-2.0
package org.vaelab.contracts;

import org.vaelab.testkit.contract.Part;
import org.vaelab.testkit.contract.PriorContract;

final class ProductPriorContractTest extends PriorContract {

    ProductPriorContractTest() {
        super(
                "product",
                Part.of("product", "{latent: 'normal(1) x sphere(1)'}"),
                "{factors: ['learned-normal', 'uniform-sphere']}");
    }
}
