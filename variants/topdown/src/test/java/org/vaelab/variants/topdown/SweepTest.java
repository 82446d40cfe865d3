// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.topdown;

import org.vaelab.testkit.contract.PartSweep;

/** Every part that the module announces has a contract. */
final class SweepTest extends PartSweep {

    SweepTest() {
        super(TopDownModule.class);
    }
}
