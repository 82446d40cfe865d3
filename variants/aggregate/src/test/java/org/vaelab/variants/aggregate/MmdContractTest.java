// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import org.vaelab.testkit.contract.RegularizerContract;

final class MmdContractTest extends RegularizerContract {

    MmdContractTest() {
        super("mmd", "{lambda: 10}", "{alpha: 0.5, lambda: 10, kernel: 'rbf', scale: 3}");
    }
}
