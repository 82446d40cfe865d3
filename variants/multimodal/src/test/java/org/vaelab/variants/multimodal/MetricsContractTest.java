// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import org.vaelab.testkit.contract.MetricContract;

/** The metrics say why they are not defined for data of one domain. */
final class MetricsContractTest extends MetricContract {

    MetricsContractTest() {
        super("conditionalLogLikelihood", "coherence");
    }

    @Override
    protected boolean isDefined() {
        return false;
    }
}
