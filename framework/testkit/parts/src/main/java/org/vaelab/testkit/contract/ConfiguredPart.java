// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Objects;

/**
 * A registered part with its settings as in a config, without {@code type}: JSON in which names may
 * be unquoted and strings may have single quotes, such as {@code {latent: 2, draw: 'discrete'}}.
 */
public record ConfiguredPart(String name, String settings) {

    public ConfiguredPart {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(settings, "settings");
    }

    public static ConfiguredPart of(String name, String settings) {
        return new ConfiguredPart(name, settings);
    }

    @Override
    public String toString() {
        return name + " " + settings;
    }
}
