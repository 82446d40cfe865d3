// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.util.List;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** Has the backend, and carries out on it what members hand in. */
interface Engine {

    TensorBackend backend();

    /**
     * Hands a program in, and waits for the values that it reads in the end.
     *
     * @param regions that were open where the program begins, the innermost last
     */
    Object carryOut(int member, Program program, List<Life> regions);

    /**
     * Takes a member out. The last one waits until the backend is closed, so that another may be opened.
     *
     * @param lives of its values, for which nobody asks any more
     */
    void leave(List<Life> lives);
}
