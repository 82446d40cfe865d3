// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import org.vaelab.framework.Internal;
import org.vaelab.framework.VaeLabException;

/**
 * A listener threw an exception: no failure of the run, which can be resumed. The cause is the
 * exception.
 */
@Internal
public final class ListenerException extends VaeLabException {

    private static final long serialVersionUID = 1L;

    public ListenerException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
