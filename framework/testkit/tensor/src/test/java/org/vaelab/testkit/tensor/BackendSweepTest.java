// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

final class BackendSweepTest extends BackendSweep {

    BackendSweepTest() {
        super("org.vaelab.testkit");
    }
}
