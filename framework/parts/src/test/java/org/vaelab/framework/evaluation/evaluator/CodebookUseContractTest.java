// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import java.util.List;
import java.util.Map;
import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.MetricContract;

final class CodebookUseContractTest extends MetricContract {

    static final List<String> NAMES = List.of("codebookPerplexity", "codebookUsage");

    CodebookUseContractTest() {
        super(NAMES.toArray(String[]::new));
    }

    @Override
    protected ConfiguredPart posterior() {
        return ConfiguredPart.of("toy-code", "{variables: 2, codes: 3}");
    }

    @Override
    protected Map<String, String> whyNoKnownAnswer() {
        return Map.of("codebookPerplexity", "CodebookUseTest", "codebookUsage", "CodebookUseTest");
    }
}
