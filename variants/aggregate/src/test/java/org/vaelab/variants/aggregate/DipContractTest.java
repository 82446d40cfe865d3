// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import org.vaelab.testkit.contract.RegularizerContract;

final class DipContractTest extends RegularizerContract {

    DipContractTest() {
        super("dip", "{offDiagonal: 2}", "{covariance: 'aggregate', offDiagonal: 2, diagonal: 0}");
    }
}
