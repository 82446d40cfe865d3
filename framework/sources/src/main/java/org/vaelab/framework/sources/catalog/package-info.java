// SPDX-License-Identifier: Apache-2.0
/**
 * The module that binds all sources of this Maven module, the list of the data that are here, and
 * which source reads a file of which nothing is known.
 */
@NullMarked
package org.vaelab.framework.sources.catalog;

import org.jspecify.annotations.NullMarked;
