// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

/** A project that cannot be written so; the message is complete. */
public final class ScaffoldException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ScaffoldException(String message) {
        super(message);
    }
}
