// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import org.vaelab.framework.data.ValueDomain;
import org.vaelab.testkit.contract.ModelContract;

final class ColumnsMixtureModelContractTest extends ModelContract {

    ColumnsMixtureModelContractTest() {
        super(
                "mixture",
                "{components: 3, of: 'columns'}",
                "{components: 3, of: 'columns', least: 0.5}");
    }

    @Override
    protected ValueDomain domain() {
        return ValueDomain.COLUMNS;
    }

    /** Sums over the data. */
    @Override
    protected int readsPerStep() {
        return 16;
    }
}
