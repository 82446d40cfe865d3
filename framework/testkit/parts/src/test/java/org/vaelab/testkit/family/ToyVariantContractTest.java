// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import org.vaelab.testkit.contract.VariantContract;

final class ToyVariantContractTest extends VariantContract {

    ToyVariantContractTest() {
        super("toy");
    }
}
