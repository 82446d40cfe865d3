// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Optional;

/**
 * A rule about parts that do not fit together, asked of every model on trial, before anything is
 * written. The framework has a list, an estimator has {@link
 * org.vaelab.framework.estimator.Estimator#obstacle}, and a module adds its own with {@link
 * VaeLabModule#rule}.
 */
@FunctionalInterface
public interface FittingRule {

    /** Returns what does not fit, with a remedy; empty if all does. */
    Optional<String> violation(TriedModel tried);
}
