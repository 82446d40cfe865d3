// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

/** No mirror delivered the file; the message says what each of them returned. */
final class DownloadException extends Exception {
    private static final long serialVersionUID = 1L;

    DownloadException(String message) {
        super(message);
    }

    DownloadException(String message, Throwable cause) {
        super(message, cause);
    }
}
