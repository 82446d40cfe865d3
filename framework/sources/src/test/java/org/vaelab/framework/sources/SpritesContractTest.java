// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import org.vaelab.testkit.contract.DataSourceContract;

final class SpritesContractTest extends DataSourceContract {

    SpritesContractTest() {
        super("sprites", "{size: 32, train: 1000, test: 200}");
    }
}
