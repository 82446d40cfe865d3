// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Map;
import org.vaelab.testkit.contract.MetricContract;

final class LabelAccuracyContractTest extends MetricContract {

    LabelAccuracyContractTest() {
        super("accuracy");
    }

    /** The model has no latent label. */
    @Override
    protected boolean isDefined() {
        return false;
    }

    @Override
    protected Map<String, String> whyNoKnownAnswer() {
        return Map.of("accuracy", "ConditionalModelsTest, its range");
    }
}
