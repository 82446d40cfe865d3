// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework;

import org.jspecify.annotations.Nullable;

/**
 * What VaeLab throws when data, a config, a plugin, a file or a computation is not as it must be.
 * The message is complete: what is wrong, where, and what to do. A call that no program should make
 * gets an IllegalArgumentException or an IllegalStateException instead, and a file that cannot be
 * read or written an IOException.
 */
public class VaeLabException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public VaeLabException(String message) {
        super(message);
    }

    public VaeLabException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
