// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

import org.vaelab.framework.Internal;
import org.vaelab.framework.VaeLabException;

/** Says why a compressed file cannot be decoded: it is damaged, or of another model or version. */
@Internal
public final class CodeFileException extends VaeLabException {

    private static final long serialVersionUID = 1L;

    public CodeFileException(String reason) {
        super(reason);
    }

    public CodeFileException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
