// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import org.vaelab.framework.Internal;
import org.vaelab.framework.VaeLabException;

/** Java cannot draw text on this machine, so there are no figures. */
@Internal
public final class FontException extends VaeLabException {

    private static final long serialVersionUID = 1;

    /**
     * Makes the message, with the innermost message of a cause and a remedy.
     *
     * @param cause what Java's fonts threw
     */
    public FontException(Throwable cause) {
        super(
                "no report: its figures have text, and Java cannot draw text on this machine ("
                        + innermost(cause)
                        + ")\n    install fontconfig, HarfBuzz and a font (Debian, Ubuntu: apt install"
                        + " fontconfig libharfbuzz0b fonts-dejavu-core)\n    or copy the folder to a"
                        + " machine that has them, and write the report there",
                cause);
    }

    private static String innermost(Throwable error) {
        Throwable cause = error.getCause();
        return cause == null ? String.valueOf(error.getMessage()).strip() : innermost(cause);
    }
}
