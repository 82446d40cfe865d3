// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import org.hipparchus.special.Erf;

/**
 * A Normal predictive distribution. Its score is (Gneiting and Raftery 2007, section 4.2), with
 * {@code w = (x - mean) / deviation}:
 *
 * <pre>
 *   deviation [ w (2 Phi(w) - 1) + 2 phi(w) - 1 / sqrt(pi) ]
 * </pre>
 *
 * @param deviation above 0
 * @param logUnit the logarithm of the unit of the number, against which the density is one; 0 for the number itself
 */
record NormalPrediction(double mean, double deviation, double logUnit) implements Prediction {

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    private double standardised(double truth) {
        return (truth - mean) / deviation;
    }

    @Override
    public double transform(double truth) {
        return 0.5 * Erf.erfc(-standardised(truth) / Math.sqrt(2));
    }

    @Override
    public double score(double truth) {
        double w = standardised(truth);
        double density = Math.exp(-0.5 * w * w - HALF_LOG_TWO_PI);
        return deviation * (w * (2 * transform(truth) - 1) + 2 * density - 1 / Math.sqrt(Math.PI));
    }

    @Override
    public double logDensity(double truth) {
        double w = standardised(truth);
        return -0.5 * w * w - HALF_LOG_TWO_PI - Math.log(deviation) - logUnit;
    }
}
