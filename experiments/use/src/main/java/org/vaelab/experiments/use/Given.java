// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;

/** Gives rows or examples one by one to what receives them. */
@FunctionalInterface
interface Given<S> {

    void to(S sink) throws IOException;
}
