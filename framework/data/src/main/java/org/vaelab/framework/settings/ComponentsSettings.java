// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import org.jspecify.annotations.Nullable;

/**
 * The settings of a mixture prior whose components are learned.
 *
 * @param components K, the number of components, default 10
 */
public record ComponentsSettings(Integer components) {

    public ComponentsSettings(@Nullable Integer components) {
        this.components = Counts.atLeastOne("components", components == null ? 10 : components);
    }
}
