// SPDX-License-Identifier: Apache-2.0
/**
 * The module that binds all sources of this Maven module, and the list of the data that are here.
 */
@NullMarked
package org.vaelab.framework.sources.catalog;

import org.jspecify.annotations.NullMarked;
