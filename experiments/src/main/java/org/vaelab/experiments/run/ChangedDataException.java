// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

/**
 * Data are no longer those with which a run was begun or finished. The message is complete: what
 * differs, and what to do.
 */
public final class ChangedDataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ChangedDataException(String message) {
        super(message);
    }
}
