// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.util.ArrayList;
import java.util.List;

/** Values that die together: those of a region, a kept one, or those outside any region. */
final class Life {

    private final List<Value> values = new ArrayList<>();
    private boolean over;

    void add(Value value) {
        values.add(value);
    }

    List<Value> values() {
        return values;
    }

    boolean isOver() {
        return over;
    }

    /** Refuses the values from now on; their memory is freed when the program comes to this place. */
    void end() {
        over = true;
    }
}
