// SPDX-License-Identifier: Apache-2.0

/**
 * How parts are announced, found and built: {@link org.vaelab.framework.plugin.VaeLabModule}s, the
 * registries of parts by name, and the assembly of a model from them.
 *
 * <p>Enters: names and settings records. Leaves: models and estimators. A part learns nothing of the
 * file its settings came from.
 */
@NullMarked
package org.vaelab.framework.plugin;

import org.jspecify.annotations.NullMarked;
