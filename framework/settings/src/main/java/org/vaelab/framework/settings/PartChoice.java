// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A part by the name under which it is announced, with its settings, as a config would say it.
 *
 * @param settings keys and values as in a config: numbers, texts, lists, maps and records of them
 */
public record PartChoice(String type, Map<String, ?> settings) {

    public PartChoice {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** Returns a part with the settings it has by default. */
    public static PartChoice of(String type) {
        return new PartChoice(type, Map.of());
    }

    /** Returns a part with the settings that a record holds: its components are the keys. */
    public static PartChoice of(String type, Record settings) {
        return new PartChoice(type, StrictMapper.keys(settings));
    }
}
