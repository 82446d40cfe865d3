// SPDX-License-Identifier: Apache-2.0
package org.vaelab.contracts;

import org.vaelab.testkit.contract.VariantContract;

final class ProductVariantContractTest extends VariantContract {

    ProductVariantContractTest() {
        super("product", "{latent: 'normal(2) x sphere(2) x onehot(2, 3)'}");
    }
}
