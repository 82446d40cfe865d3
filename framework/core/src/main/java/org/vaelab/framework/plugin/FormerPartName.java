// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

/**
 * What a part was called in an earlier version. Parts that find others by their names may have the
 * set of all injected, to tell who writes an earlier one the present one.
 *
 * @param kind of part, such as {@code prior}
 * @param former the earlier name
 * @param present the name under which it is announced
 */
public record FormerPartName(String kind, String former, String present) {}
