// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Locale;
import java.util.Optional;
import org.vaelab.framework.Internal;

/**
 * Finds real values whose scale is far from 1, the scale that initial values and learning rates
 * assume. The root mean square of a value over the training examples is above {@value #LARGEST}, a
 * standard deviation is below {@value #LEAST}, or one is {@value #LARGEST_RATIO} times another.
 * Constants are ignored.
 */
@Internal
public final class UnscaledValues {

    private static final double LARGEST = 10;
    private static final double LEAST = 0.01;
    private static final double LARGEST_RATIO = 100;

    private final Dataset dataset;
    private final ValueMoments found;

    private UnscaledValues(PreparedData data) {
        this.dataset = data.dataset();
        this.found = data.moments();
    }

    /** Describes such values; empty if there are none, or they are standardised. */
    public static Optional<String> in(PreparedData data) {
        return data.domain() != ValueDomain.REAL || data.standardization().isPresent()
                ? Optional.empty()
                : new UnscaledValues(data).described();
    }

    private Optional<String> described() {
        int largest = 0;
        int broadest = -1;
        int narrowest = -1;
        for (int d = 0; d < found.mean().length; d++) {
            largest = size(d) > size(largest) ? d : largest;
            if (found.isConstant(d)) {
                continue;
            }
            double deviation = found.deviation()[d];
            broadest = broadest < 0 || deviation > found.deviation()[broadest] ? d : broadest;
            narrowest = narrowest < 0 || deviation < found.deviation()[narrowest] ? d : narrowest;
        }
        if (size(largest) > LARGEST) {
            return Optional.of(text(largest));
        }
        if (narrowest < 0) {
            return Optional.empty();
        }
        double least = found.deviation()[narrowest];
        if (found.deviation()[broadest] > LARGEST_RATIO * least) {
            return Optional.of(text(narrowest) + ", " + text(broadest));
        }
        return least < LEAST ? Optional.of(text(narrowest)) : Optional.empty();
    }

    /** The root mean square. */
    private double size(int d) {
        return Math.hypot(found.mean()[d], found.deviation()[d]);
    }

    private String text(int d) {
        String name =
                dataset.valueNames().isEmpty()
                        ? "value " + d
                        : "'" + dataset.valueNames().get(d) + "'";
        return String.format(
                Locale.ROOT,
                "%s has mean %.4g and standard deviation %.4g",
                name,
                found.mean()[d],
                found.deviation()[d]);
    }
}
