// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.MetricContract;

final class CodebookUseContractTest extends MetricContract {

    CodebookUseContractTest() {
        super("codebookPerplexity", "codebookUsage");
    }

    @Override
    protected ConfiguredPart posterior() {
        return ConfiguredPart.of(
                "vector-quantised", "{positions: 2, codebookSize: 3, codeDimension: 2}");
    }
}
