// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import java.util.Map;
import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.MetricContract;

final class StageDistortionContractTest extends MetricContract {

    static final String NAME = "stageDistortion";

    StageDistortionContractTest() {
        super(NAME);
    }

    @Override
    protected ConfiguredPart posterior() {
        return ConfiguredPart.of("toy-code", "{variables: 4, codes: 3, stages: 2}");
    }

    @Override
    protected Map<String, String> whyNoKnownAnswer() {
        return Map.of("stageDistortion", "CodebookUseTest");
    }
}
