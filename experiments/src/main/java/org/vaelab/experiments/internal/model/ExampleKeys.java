// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.internal.model;

import java.util.HashMap;
import java.util.Map;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;

/** Keys of what is drawn of blocks of examples: of their content, not of their place in the call. */
public final class ExampleKeys {
    private final LatentVariableModel model;
    private final RandomKey key;
    private final boolean areIndependent;
    private final Map<Long, Integer> counts = new HashMap<>();

    private ExampleKeys(LatentVariableModel model, RandomKey key, boolean areIndependent) {
        this.model = model;
        this.key = key;
        this.areIndependent = areIndependent;
    }

    /** Equal blocks have equal keys, for what estimates one quantity of each example. */
    public static ExampleKeys equal(LatentVariableModel model, RandomKey key) {
        return new ExampleKeys(model, key, false);
    }

    /** The n-th of equal blocks has the key of its content and n, for draws that several examples share no part of. */
    public static ExampleKeys independent(LatentVariableModel model, RandomKey key) {
        return new ExampleKeys(model, key, true);
    }

    /** Returns the key of the next block. */
    public RandomKey next(MiniBatch block) {
        long content = 0;
        for (int i = 0; i < block.size(); i++) {
            content = 31 * content + model.content(block, i);
        }
        int number = areIndependent ? counts.merge(content, 1, Integer::sum) : 0;
        return key.fold(content).fold(number);
    }
}
