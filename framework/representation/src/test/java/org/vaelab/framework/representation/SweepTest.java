// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import org.vaelab.testkit.contract.PartSweep;

/** Every metric that the module announces has a contract. */
final class SweepTest extends PartSweep {

    SweepTest() {
        super(RepresentationModule.class);
    }
}
