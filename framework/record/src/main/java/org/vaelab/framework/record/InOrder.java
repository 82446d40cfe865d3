// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Unmodifiable copies of maps that keep their order, which {@link Map#copyOf} does not. */
final class InOrder {

    private InOrder() {}

    static <V> Map<String, V> copy(Map<String, V> map, String name) {
        Map<String, V> copy = new LinkedHashMap<>(Objects.requireNonNull(map, name));
        copy.forEach(
                (key, value) -> {
                    Objects.requireNonNull(key, () -> name + " holds a null key");
                    Objects.requireNonNull(value, () -> name + "." + key + " is null");
                });
        return Collections.unmodifiableMap(copy);
    }
}
