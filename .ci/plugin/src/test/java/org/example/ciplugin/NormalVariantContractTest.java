// SPDX-License-Identifier: Apache-2.0
package org.example.ciplugin;

import org.vaelab.testkit.contract.VariantContract;

final class NormalVariantContractTest extends VariantContract {

    NormalVariantContractTest() {
        super("ci-normal", "{latent: 2}");
    }
}
