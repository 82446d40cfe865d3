// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.VaeLabException;

/** No mirror delivered a file; the message says what each of them returned. */
public final class DownloadException extends VaeLabException {
    private static final long serialVersionUID = 1L;

    DownloadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
