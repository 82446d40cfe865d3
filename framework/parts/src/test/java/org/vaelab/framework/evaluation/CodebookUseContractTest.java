// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.MetricContract;

final class CodebookUseContractTest extends MetricContract {

    CodebookUseContractTest() {
        super("codebookPerplexity", "codebookUsage");
    }

    @Override
    protected ConfiguredPart posterior() {
        return ConfiguredPart.of("toy-code", "{variables: 2, codes: 3}");
    }
}
