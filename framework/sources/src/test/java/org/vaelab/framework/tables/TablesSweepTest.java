// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import org.vaelab.testkit.contract.PartSweep;

/** Every data source that the module announces has a contract. */
final class TablesSweepTest extends PartSweep {

    TablesSweepTest() {
        super(TablesModule.class);
    }
}
