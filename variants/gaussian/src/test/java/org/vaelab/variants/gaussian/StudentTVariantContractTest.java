// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class StudentTVariantContractTest extends PosteriorModelContract {

    StudentTVariantContractTest() {
        super("student-t", "{latent: 2}");
    }
}
