// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.vaelab.testkit.tensor.BackendSweep;

final class BackendSweepTest extends BackendSweep {

    BackendSweepTest() {
        super("org.vaelab.framework.nd4j");
    }
}
