// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import org.vaelab.framework.Internal;

/** The settings of a part that has none. */
@Internal
public record NoSettings() {}
