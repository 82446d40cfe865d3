// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.VaeLabException;

/** A plugin that cannot be used; the message names it and says why. */
public final class PluginException extends VaeLabException {

    private static final long serialVersionUID = 1L;

    public PluginException(String message) {
        super(message);
    }

    public PluginException(String message, Throwable cause) {
        super(message, cause);
    }
}
