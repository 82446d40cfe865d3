// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.capture;

import java.util.List;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * An operation of a program, without its arguments. A program is repeated if its operations are
 * equal, and take their arguments from the same places.
 */
interface Operation {

    /**
     * Runs the operation, and sets the result of the call, if it has one.
     *
     * @param backend the wrapped one
     * @param regions its open regions
     * @param call the arguments and data of this time
     */
    void run(TensorBackend backend, Regions regions, Program.Call call);

    /** An operation that computes a new array in the region that is open. */
    interface Computation extends Operation {

        /** Computes with the data that a call has beside its arguments. */
        Buffer compute(TensorBackend backend, List<Buffer> a, Object data);

        /** Returns whether there are no arguments, so that it runs before the captured program. */
        default boolean isGiven() {
            return false;
        }

        @Override
        default void run(TensorBackend backend, Regions regions, Program.Call call) {
            call.requireResult().place(compute(backend, call.buffers(), call.data()));
        }
    }

    /** A computation with a number, which may vary from one time to the next. */
    interface Numbered extends Computation {

        /** Computes with the number in a buffer, of as many axes as the result, each of extent 1. */
        Buffer compute(TensorBackend backend, List<Buffer> a, Buffer number);
    }
}
