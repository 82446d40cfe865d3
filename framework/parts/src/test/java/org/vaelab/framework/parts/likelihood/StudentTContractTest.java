// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.vaelab.testkit.contract.LikelihoodContract;

final class StudentTContractTest extends LikelihoodContract {

    StudentTContractTest() {
        super(
                "student-t",
                "{}",
                "{scale: 'fixed', value: 0.3, degrees: 1e8}",
                "{scale: 'per-pixel', value: 0.5, least: 0.05, degrees: 3, learned: true}",
                "{scale: 'per-value', degrees: 4, joint: true}");
    }
}
