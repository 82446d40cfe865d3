// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import org.vaelab.experiments.config.UserError;

/** A plugin cannot be built: there is no JDK, or its sources do not compile. */
final class BuildException extends UserError {

    private static final long serialVersionUID = 1L;

    BuildException(String message) {
        super(message);
    }

    @Override
    public int exitCode() {
        return 3;
    }
}
