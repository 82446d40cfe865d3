// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import org.vaelab.testkit.contract.DataSourceContract;

final class OscillatorContractTest extends DataSourceContract {

    OscillatorContractTest() {
        super(
                "oscillators",
                "{steps: 5, dimension: 2, train: 60, test: 30}",
                "{steps: 8, dimension: 1, oscillators: 1, bend: 0.5, shortest: 3, missing: 0.2,"
                        + " train: 20, test: 8}");
    }
}
