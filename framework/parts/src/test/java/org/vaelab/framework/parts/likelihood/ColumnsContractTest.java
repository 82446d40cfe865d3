// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.Map;
import org.vaelab.testkit.contract.LikelihoodContract;

/** Columns of numbers; {@link ColumnsTest} has those of several kinds. */
final class ColumnsContractTest extends LikelihoodContract {

    ColumnsContractTest() {
        super("columns", "{}", "{scale: 0.4, least: 0.01}");
    }

    @Override
    protected Map<String, String> keysWithoutEffect() {
        String why = "the data of a contract are real columns without names";
        return Map.of("count", why, "ordinal", why, "columns", why);
    }
}
