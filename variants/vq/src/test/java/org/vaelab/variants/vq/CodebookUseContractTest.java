// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import org.vaelab.testkit.contract.MetricContract;
import org.vaelab.testkit.contract.Part;

final class CodebookUseContractTest extends MetricContract {

    CodebookUseContractTest() {
        super("codebookPerplexity", "codebookUsage");
    }

    @Override
    protected Part posterior() {
        return Part.of("vector-quantised", "{positions: 2, codebookSize: 3, codeDimension: 2}");
    }
}
