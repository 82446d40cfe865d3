// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import org.vaelab.testkit.contract.DataSourceContract;

final class TreeContractTest extends DataSourceContract {

    TreeContractTest() {
        super(
                "tree",
                "{depth: 3, dimension: 4, train: 60, test: 30}",
                "{depth: 1, dimension: 1, noise: 0.1, train: 20, test: 8}");
    }
}
