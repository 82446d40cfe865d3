// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import org.vaelab.testkit.contract.PosteriorContract;

final class StudentTContractTest extends PosteriorContract {

    StudentTContractTest() {
        super(
                "student-t",
                "{latent: 1, degrees: 3}",
                "{latent: 2}",
                "{latent: 2, joint: false}",
                "{latent: 2, degrees: 1e8}",
                "{latent: 1, learned: true}");
    }
}
