// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class ProductModelContractTest extends PosteriorModelContract {

    ProductModelContractTest() {
        super(
                "product",
                "{latent: 'toy-normal(2) x toy-sphere(2) x toy-categorical(2, 3, draw=relaxed)'}");
    }
}
