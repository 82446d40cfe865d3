// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import org.vaelab.testkit.contract.MetricContract;

/** The data of the contract are no series, so each metric says why it is absent. */
final class SeriesMetricsContractTest extends MetricContract {

    SeriesMetricsContractTest() {
        super(
                "logLikelihoodPerStep",
                "particleLogLikelihood",
                "forecastError",
                "forecastError.climatology",
                "forecastError.persistence",
                "forecastError.seasonal",
                "forecastError.autoregression",
                "forecastMase",
                "forecastMase.climatology",
                "forecastMase.persistence",
                "forecastMase.seasonal",
                "forecastMase.autoregression",
                "forecastCrps",
                "forecastCrps.climatology",
                "forecastCrps.persistence",
                "forecastCrps.seasonal",
                "forecastCrps.autoregression",
                "forecastLogScore",
                "forecastLogScore.climatology",
                "forecastLogScore.persistence",
                "forecastLogScore.seasonal",
                "forecastLogScore.autoregression",
                "forecastCoverage",
                "forecastCoverage.climatology",
                "forecastCoverage.persistence",
                "forecastCoverage.seasonal",
                "forecastCoverage.autoregression",
                "forecastCalibration",
                "forecastCalibration.climatology",
                "forecastCalibration.persistence",
                "forecastCalibration.seasonal",
                "forecastCalibration.autoregression",
                "gapError",
                "gapError.climatology",
                "gapError.persistence",
                "gapError.seasonal",
                "gapError.autoregression",
                "gapMase",
                "gapMase.climatology",
                "gapMase.persistence",
                "gapMase.seasonal",
                "gapMase.autoregression",
                "gapCrps",
                "gapCrps.climatology",
                "gapCrps.persistence",
                "gapCrps.seasonal",
                "gapCrps.autoregression",
                "gapLogScore",
                "gapLogScore.climatology",
                "gapLogScore.persistence",
                "gapLogScore.seasonal",
                "gapLogScore.autoregression",
                "gapCoverage",
                "gapCoverage.climatology",
                "gapCoverage.persistence",
                "gapCoverage.seasonal",
                "gapCoverage.autoregression",
                "gapCalibration",
                "gapCalibration.climatology",
                "gapCalibration.persistence",
                "gapCalibration.seasonal",
                "gapCalibration.autoregression");
    }

    @Override
    protected boolean isDefined() {
        return false;
    }
}
