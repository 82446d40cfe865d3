// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vaelab.testkit.contract.MetricContract;

/** The data of the contract are no series, so each metric says why it is absent. */
final class SeriesMetricsContractTest extends MetricContract {

    private static final List<String> METRICS =
            List.of(
                    "logLikelihoodPerStep",
                    "particleLogLikelihood",
                    "forecastError",
                    "{type: 'forecastError.climatology', season: 2}",
                    "forecastError.persistence",
                    "{type: 'forecastError.seasonal', season: 2}",
                    "forecastError.autoregression",
                    "{type: 'forecastMase', season: 2}",
                    "{type: 'forecastMase.climatology', season: 2}",
                    "{type: 'forecastMase.persistence', season: 2}",
                    "{type: 'forecastMase.seasonal', season: 2}",
                    "{type: 'forecastMase.autoregression', season: 2}",
                    "forecastCrps",
                    "{type: 'forecastCrps.climatology', season: 2}",
                    "forecastCrps.persistence",
                    "{type: 'forecastCrps.seasonal', season: 2}",
                    "forecastCrps.autoregression",
                    "forecastLogScore",
                    "{type: 'forecastLogScore.climatology', season: 2}",
                    "forecastLogScore.persistence",
                    "{type: 'forecastLogScore.seasonal', season: 2}",
                    "forecastLogScore.autoregression",
                    "forecastCoverage",
                    "{type: 'forecastCoverage.climatology', season: 2}",
                    "forecastCoverage.persistence",
                    "{type: 'forecastCoverage.seasonal', season: 2}",
                    "forecastCoverage.autoregression",
                    "forecastCalibration",
                    "{type: 'forecastCalibration.climatology', season: 2}",
                    "forecastCalibration.persistence",
                    "{type: 'forecastCalibration.seasonal', season: 2}",
                    "forecastCalibration.autoregression",
                    "gapError",
                    "{type: 'gapError.climatology', season: 2}",
                    "gapError.persistence",
                    "{type: 'gapError.seasonal', season: 2}",
                    "gapError.autoregression",
                    "{type: 'gapMase', season: 2}",
                    "{type: 'gapMase.climatology', season: 2}",
                    "{type: 'gapMase.persistence', season: 2}",
                    "{type: 'gapMase.seasonal', season: 2}",
                    "{type: 'gapMase.autoregression', season: 2}",
                    "gapCrps",
                    "{type: 'gapCrps.climatology', season: 2}",
                    "gapCrps.persistence",
                    "{type: 'gapCrps.seasonal', season: 2}",
                    "gapCrps.autoregression",
                    "gapLogScore",
                    "{type: 'gapLogScore.climatology', season: 2}",
                    "gapLogScore.persistence",
                    "{type: 'gapLogScore.seasonal', season: 2}",
                    "gapLogScore.autoregression",
                    "gapCoverage",
                    "{type: 'gapCoverage.climatology', season: 2}",
                    "gapCoverage.persistence",
                    "{type: 'gapCoverage.seasonal', season: 2}",
                    "gapCoverage.autoregression",
                    "gapCalibration",
                    "{type: 'gapCalibration.climatology', season: 2}",
                    "gapCalibration.persistence",
                    "{type: 'gapCalibration.seasonal', season: 2}",
                    "gapCalibration.autoregression");

    SeriesMetricsContractTest() {
        super(METRICS.toArray(String[]::new));
    }

    @Override
    protected boolean isDefined() {
        return false;
    }

    @Override
    protected Map<String, String> whyNoKnownAnswer() {
        return METRICS.stream()
                .map(metric -> metric.replaceAll("\\{type: '([^']+)'.*", "$1"))
                .collect(Collectors.toMap(name -> name, SeriesMetricsContractTest::test));
    }

    private static String test(String metric) {
        return switch (metric) {
            case "logLikelihoodPerStep" -> "RatioOfMeansTest";
            case "particleLogLikelihood" -> "VrnnFilterTest";
            default -> "PredictionTest, NaivePredictionTest and RollingOriginsTest";
        };
    }
}
