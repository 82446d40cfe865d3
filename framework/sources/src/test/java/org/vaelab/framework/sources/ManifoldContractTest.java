// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import org.vaelab.testkit.contract.DataSourceContract;

final class ManifoldContractTest extends DataSourceContract {

    ManifoldContractTest() {
        super(
                "manifold",
                "{topology: 'plane', dimension: 5, train: 40, test: 30}",
                "{topology: 'sphere', train: 40, test: 30}",
                "{topology: 'torus', dimension: 3, train: 40, test: 30, noise: 0.01}");
    }
}
