// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Optional;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.settings.ExtensionPoint;

/**
 * A number T(x) of one example. The metric {@code predictive.<name>} compares its distribution in
 * data with that in samples of a model.
 */
@ExtensionPoint("test quantity")
public interface TestQuantity {

    /** Returns what it is, as a noun phrase such as {@code mean of the values}. */
    String label();

    /**
     * Returns T(x).
     *
     * @param x the values as the model sees them, row by row of an image; of a text places in the
     *     vocabulary, NaN after its end
     */
    double of(double[] x, DataShape shape);

    /**
     * Returns the reason if it is not defined for some data. The default is empty: it is defined
     * for numbers of any kind.
     *
     * @param domain of the values; never tokens or columns of several kinds unless {@link
     *     #isOfTokens}
     */
    default Optional<String> obstacle(ValueDomain domain, DataShape shape) {
        return Optional.empty();
    }

    /** Returns whether it is a quantity of texts, whose values are places in a vocabulary. */
    default boolean isOfTokens() {
        return false;
    }
}
