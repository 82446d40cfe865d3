// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class StudentTPriorContractTest extends PriorContract {

    StudentTPriorContractTest() {
        super(
                "student-t",
                ConfiguredPart.of("toy-normal", "{latent: 2}"),
                "{}",
                "{degrees: 3, joint: false}",
                "{degrees: 1e8}",
                "{degrees: 4, learned: true}");
    }
}
