// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings.internal;

/** The settings of a part that has none. */
public record NoSettings() {}
