// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import org.vaelab.testkit.contract.DataSourceContract;

final class FashionMnistContractTest extends DataSourceContract {

    FashionMnistContractTest() {
        super("fashion-mnist");
    }

    /** They are downloaded. */
    @Override
    protected boolean isLoadable() {
        return false;
    }
}
