// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.imputation;

import org.vaelab.framework.Internal;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.random.RandomKey;

/** Draws missing values of data given their observed values. */
@Internal
public interface Imputer {

    /**
     * Imputes.
     *
     * @param data with the true values, of which those that are missing are used for {@link
     *     Imputed#logPredictive} alone; NaN where a true value is not known
     * @param observed whether each value is, [B, D] row by row
     * @param draws how many draws of the missing values, at least 1
     */
    Imputed of(Batch data, boolean[] observed, int draws, RandomKey key);
}
