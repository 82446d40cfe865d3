// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import java.util.Map;
import org.vaelab.testkit.contract.MetricContract;

/**
 * All metrics of the framework but those of {@link MetricsOfOtherDataContractTest}, {@link
 * CodebookUseContractTest} and {@link StageDistortionContractTest}.
 */
final class StandardMetricsContractTest extends MetricContract {

    /** Other settings than the usual ones, by metric. */
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "logLikelihood.ais",
                    "{type: 'logLikelihood.ais', temperatures: 4, chains: 3, leapfrogSteps: 2,"
                            + " acceptance: 0.8, start: 'posterior', examples: 110, simulated: 7}",
                    "calibration",
                    "{type: 'calibration', examples: 150, draws: 20, level: 0.5}",
                    "calibration.distance",
                    "{type: 'calibration.distance', examples: 150, draws: 20}",
                    "predictive.mean",
                    "{type: 'predictive.mean', examples: 110, level: 0.5}",
                    "predictive.ones",
                    "{type: 'predictive.ones', examples: 110, level: 0.5}",
                    "memorisation",
                    "{type: 'memorisation', examples: 110, training: 300}",
                    "energyDistance",
                    "{type: 'energyDistance', examples: 110}");

    StandardMetricsContractTest() {
        super(
                Metrics.standard().names().stream()
                        .filter(name -> !MetricsOfOtherDataContractTest.NAMES.contains(name))
                        .filter(name -> !CodebookUseContractTest.NAMES.contains(name))
                        .filter(name -> !name.equals(StageDistortionContractTest.NAME))
                        .map(name -> SETTINGS.getOrDefault(name, name))
                        .toArray(String[]::new));
    }
}
