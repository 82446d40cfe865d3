// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.vaelab.testkit.tensor.BackendSweep;

final class BackendSweepTest extends BackendSweep {

    BackendSweepTest() {
        super("org.vaelab.framework.torch");
    }
}
