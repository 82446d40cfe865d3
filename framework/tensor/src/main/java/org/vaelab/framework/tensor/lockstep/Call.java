// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation with one member's arguments.
 *
 * @param data what is given beside the arguments and may differ between members
 */
record Call(Operation operation, List<Value> arguments, @Nullable Value result, Object data) {

    /** What an operation is given that takes nothing but arguments. */
    static final Object NOTHING = "";
}
