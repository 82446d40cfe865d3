// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import org.vaelab.experiments.spec.UserError;

/**
 * The data differ from those that a run was started or finished with. The message is complete: the
 * difference and the remedy.
 */
public final class ChangedDataException extends UserError {

    private static final long serialVersionUID = 1L;

    ChangedDataException(String message) {
        super(message);
    }
}
