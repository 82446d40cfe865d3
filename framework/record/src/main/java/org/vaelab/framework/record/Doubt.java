// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.List;

/**
 * What a check before training found doubtful about some models.
 *
 * @param check its name
 * @param models in the order of the config, at least one
 * @param message the doubt and its reason
 */
public record Doubt(String check, List<String> models, String message) {

    public Doubt {
        models = List.copyOf(models);
    }
}
