// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import java.util.Arrays;
import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.TestQuantity;

/** The test quantities of the framework. */
@Internal
public enum TestQuantities implements TestQuantity {
    /** The mean of the values of an example. */
    MEAN("mean", "mean of the values") {
        @Override
        public double of(double[] x, DataShape shape) {
            return Arrays.stream(x).average().orElse(0);
        }
    },

    /** The share of values that are 1, of binary data. */
    ONES("ones", "share of ones") {
        @Override
        public double of(double[] x, DataShape shape) {
            return MEAN.of(x, shape);
        }

        @Override
        public Optional<String> obstacle(ValueDomain domain, DataShape shape) {
            return domain == ValueDomain.BINARY
                    ? Optional.empty()
                    : Optional.of("the share of ones needs binary data, not " + domain.label());
        }
    },

    /** The correlation of neighbouring pixels of an image; 0 of an image of one level. */
    NEIGHBOURS("neighbours", "correlation of neighbouring pixels") {
        @Override
        public double of(double[] x, DataShape shape) {
            double mean = MEAN.of(x, shape);
            double products = 0;
            int pairs = 0;
            for (int i = 0; i < x.length; i++) {
                if (i % shape.width() + 1 < shape.width()) {
                    products += (x[i] - mean) * (x[i + 1] - mean);
                    pairs++;
                }
                if (i / shape.width() % shape.height() + 1 < shape.height()) {
                    products += (x[i] - mean) * (x[i + shape.width()] - mean);
                    pairs++;
                }
            }
            double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / x.length;
            return variance == 0 ? 0 : products / pairs / variance;
        }

        @Override
        public Optional<String> obstacle(ValueDomain domain, DataShape shape) {
            return needsImages(shape);
        }
    },

    /** The share of the variance of an image that is in high spatial frequencies. */
    SPECTRUM("spectrum", "share of the variance in high spatial frequencies") {
        @Override
        public double of(double[] x, DataShape shape) {
            return Spectrum.highShare(x, shape);
        }

        @Override
        public Optional<String> obstacle(ValueDomain domain, DataShape shape) {
            return needsImages(shape);
        }
    },

    /** The number of tokens of a text. */
    LENGTH("length", "number of tokens") {
        @Override
        public double of(double[] x, DataShape shape) {
            return Arrays.stream(x).filter(v -> !Double.isNaN(v)).count();
        }

        @Override
        public boolean isOfTokens() {
            return true;
        }
    };

    private final String text;
    private final String label;

    TestQuantities(String text, String label) {
        this.text = text;
        this.label = label;
    }

    private static Optional<String> needsImages(DataShape shape) {
        return shape.isFlat()
                ? Optional.of("it is a quantity of images, and these data are none")
                : Optional.empty();
    }

    /** Returns its name, which its metric has after {@code predictive.}. */
    public String text() {
        return text;
    }

    @Override
    public String label() {
        return label;
    }
}
