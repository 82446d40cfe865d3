// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.spi.Buffer;

/**
 * An operation of a program, without its arguments. Programs are the same if their operations are
 * equal, and take their arguments from the same places.
 */
interface Operation {

    /**
     * Carries the operation out for all members of a batch.
     *
     * @param arguments with a place for each member
     * @param data what each member gives beside its arguments, of the operation's own type
     * @return the result with a place for each member; null if there is none
     */
    @Nullable Stack on(Batch batch, Stack[] arguments, Object[] data);

    /** An operation that computes a new array in the region that is open. */
    interface Computation extends Operation {

        /**
         * Computes the results.
         *
         * @param a the arguments, each with a leading axis of members
         * @return the results with a leading axis of members
         */
        Buffer compute(Batch batch, Buffer[] a, Object[] data);

        @Override
        default Stack on(Batch batch, Stack[] arguments, Object[] data) {
            Buffer[] buffers = new Buffer[arguments.length];
            for (int i = 0; i < buffers.length; i++) {
                buffers[i] = arguments[i].buffer();
            }
            return batch.inRegion(compute(batch, buffers, data));
        }
    }
}
