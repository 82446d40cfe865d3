// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.vaelab.testkit.contract.LikelihoodContract;

/** Columns of numbers; {@link ColumnsTest} has those of several kinds. */
final class ColumnsContractTest extends LikelihoodContract {

    ColumnsContractTest() {
        super("columns", "{}", "{scale: 0.4, least: 0.01}");
    }
}
