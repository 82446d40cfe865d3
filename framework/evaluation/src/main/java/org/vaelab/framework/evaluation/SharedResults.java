// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What several metrics of one evaluation are made of, such as the codes of the test examples: computed
 * by the first that asks, and kept until the evaluation ends. Of use to one thread.
 */
final class SharedResults {

    private final Map<String, Object> byName = new HashMap<>();

    /** Returns the result of that name, which is computed if there is none yet. */
    <T> T get(String name, Class<T> type, Supplier<T> computation) {
        // Not computeIfAbsent: a computation may ask for another result.
        Object result = byName.get(name);
        if (result == null) {
            result = computation.get();
            byName.put(name, result);
        }
        return type.cast(result);
    }
}
