// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.cube;

import org.vaelab.testkit.contract.PartSweep;

final class CubeSweepTest extends PartSweep {

    CubeSweepTest() {
        super(CubeModule.class);
    }
}
