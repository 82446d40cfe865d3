// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import org.vaelab.testkit.contract.PresetContract;

final class StudentTVariantContractTest extends PresetContract {

    StudentTVariantContractTest() {
        super("student-t", "{latent: 2}");
    }
}
