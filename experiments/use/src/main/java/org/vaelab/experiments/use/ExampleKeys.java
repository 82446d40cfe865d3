// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.HashMap;
import java.util.Map;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;

/**
 * Keys of what is drawn of blocks of examples: of their content, not of their place in the call.
 */
final class ExampleKeys {
    private final LatentVariableModel model;
    private final RandomKey key;
    private final boolean areIndependent;
    private final Map<Long, Integer> counts = new HashMap<>();

    /**
     * Prepares the keys of a call.
     *
     * @param areIndependent whether the n-th of equal blocks has the key of its content and n, for
     *     draws that several examples share no part of; else equal blocks have equal keys, for
     *     estimates of one quantity each
     */
    public ExampleKeys(LatentVariableModel model, RandomKey key, boolean areIndependent) {
        this.model = model;
        this.key = key;
        this.areIndependent = areIndependent;
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
