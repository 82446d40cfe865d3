// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import org.vaelab.testkit.contract.MetricContract;

/**
 * All metrics of the framework but those of {@link MetricsOfOtherDataContractTest}, {@link
 * CodebookUseContractTest} and {@link StageDistortionContractTest}.
 */
final class StandardMetricsContractTest extends MetricContract {

    StandardMetricsContractTest() {
        super(
                Metrics.standard().names().stream()
                        .filter(name -> !MetricsOfOtherDataContractTest.NAMES.contains(name))
                        .filter(name -> !CodebookUseContractTest.NAMES.contains(name))
                        .filter(name -> !name.equals(StageDistortionContractTest.NAME))
                        .toArray(String[]::new));
    }
}
