// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import org.vaelab.testkit.contract.VariantContract;

final class MmdVariantContractTest extends VariantContract {

    MmdVariantContractTest() {
        super(
                "mmd",
                "{latent: 3, lambda: 10}",
                "{latent: 2, alpha: 0.5, lambda: 10, kernel: 'rbf', scale: 3}");
    }
}
