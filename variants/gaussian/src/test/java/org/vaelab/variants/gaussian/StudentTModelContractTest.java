// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class StudentTModelContractTest extends PosteriorModelContract {

    StudentTModelContractTest() {
        super("student-t", "{latent: 2}");
    }

    /** Draws read parameters of the posterior. */
    @Override
    protected int readsPerStep() {
        return 2;
    }
}
