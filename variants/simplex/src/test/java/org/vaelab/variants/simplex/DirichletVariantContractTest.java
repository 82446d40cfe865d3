// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.testkit.contract.PresetContract;

final class DirichletVariantContractTest extends PresetContract {

    DirichletVariantContractTest() {
        super("dirichlet", "{latent: 3}");
    }
}
