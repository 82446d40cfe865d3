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
                "forecastCrps",
                "forecastCrps.climatology",
                "forecastCrps.persistence",
                "forecastLogScore",
                "forecastLogScore.climatology",
                "forecastLogScore.persistence",
                "forecastCoverage",
                "forecastCoverage.climatology",
                "forecastCoverage.persistence",
                "forecastCalibration",
                "forecastCalibration.climatology",
                "forecastCalibration.persistence",
                "gapError",
                "gapError.climatology",
                "gapError.persistence",
                "gapCrps",
                "gapCrps.climatology",
                "gapCrps.persistence",
                "gapLogScore",
                "gapLogScore.climatology",
                "gapLogScore.persistence",
                "gapCoverage",
                "gapCoverage.climatology",
                "gapCoverage.persistence",
                "gapCalibration",
                "gapCalibration.climatology",
                "gapCalibration.persistence");
    }

    @Override
    protected boolean isDefined() {
        return false;
    }
}
