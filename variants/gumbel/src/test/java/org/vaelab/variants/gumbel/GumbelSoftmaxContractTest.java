// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import org.vaelab.testkit.contract.VariantContract;

final class GumbelSoftmaxContractTest extends VariantContract {

    GumbelSoftmaxContractTest() {
        super(
                "gumbel",
                "{variables: 3, categories: 4}",
                "{variables: 3, categories: 4, kl: 'relaxed', draw: 'straight-through', temperature: 0.7}");
    }
}
