// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import org.vaelab.testkit.contract.PartSweep;

/** What contracts put around a part under test keeps the contracts itself. */
final class ToySweepTest extends PartSweep {

    ToySweepTest() {
        super(ToyModule.class);
    }
}
