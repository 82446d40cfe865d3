// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

/** A mirror that did not deliver the file; the message says why. */
final class TransferException extends Exception {
    private static final long serialVersionUID = 1L;

    TransferException(String message) {
        super(message);
    }
}
