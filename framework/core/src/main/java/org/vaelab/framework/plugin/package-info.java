// SPDX-License-Identifier: Apache-2.0

/**
 * How parts are announced, found and built: {@link org.vaelab.framework.plugin.VaeLabModule}s, the
 * registries of parts by name, and the assembly of a model from them.
 *
 * <p>From names and settings records to models and estimators. A part is given the context of its
 * kind, and learns nothing of the file that its settings came from.
 */
@NullMarked
package org.vaelab.framework.plugin;

import org.jspecify.annotations.NullMarked;
