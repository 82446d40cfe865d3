// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import org.vaelab.framework.VaeLabException;

/** Comparisons that cannot be joined in one report. The message is complete. */
public final class UnjoinableException extends VaeLabException {

    private static final long serialVersionUID = 1L;

    UnjoinableException(String message) {
        super(message);
    }
}
