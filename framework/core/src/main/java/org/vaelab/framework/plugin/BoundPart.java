// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

/** A settings record that a module binds to an extension point. */
record BoundPart(Class<?> point, Class<?> type) {}
