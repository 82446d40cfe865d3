// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import org.vaelab.testkit.contract.MetricContract;

/** The data of the contract are no series, so each metric says why it is absent. */
final class SeriesMetricsContractTest extends MetricContract {

    SeriesMetricsContractTest() {
        super(
                "logLikelihoodPerStep",
                "forecastError",
                "forecastCrps",
                "forecastLogScore",
                "forecastCoverage",
                "gapError",
                "gapCrps",
                "gapLogScore",
                "gapCoverage");
    }

    @Override
    protected boolean isDefined() {
        return false;
    }
}
