// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import org.vaelab.testkit.contract.DataSourceContract;

final class SpritesContractTest extends DataSourceContract {

    SpritesContractTest() {
        super("sprites", "{size: 48, rotations: 90, positions: 48, train: 2000, test: 300}");
    }
}
