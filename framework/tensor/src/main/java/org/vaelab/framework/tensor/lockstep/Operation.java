// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.spi.Buffer;

/**
 * An operation of a program, without its arguments. Programs are the same if their operations are
 * equal, and take their arguments from the same places.
 */
interface Operation {

    /** The role of an operation in a captured program. */
    enum Role {
        /** Computes from its arguments alone, and is captured. */
        CAPTURED,
        /** Has no arguments, and a new result each time, so it runs before the captured program. */
        GIVEN,
        /** Runs in order, between captured segments. */
        IN_TURN
    }

    /** Returns how it takes part in a program that is captured. */
    default Role role() {
        return Role.IN_TURN;
    }

    /** Returns what is the same whenever a program comes again: all but numbers of its step. */
    default Object form() {
        return this;
    }

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

        @Override
        default Role role() {
            return Role.CAPTURED;
        }

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

    /** A computation with a number, which members may have each its own. */
    interface Numbered extends Computation {

        /** Computes with a number that all members give. */
        Buffer compute(Batch batch, Buffer[] a, double number);

        /** Computes with numbers of members, in a shape that {@link #column} gives them. */
        Buffer compute(Batch batch, Buffer[] a, Buffer column);

        /** Creates the numbers of members as a buffer. */
        Buffer column(Batch batch, Buffer[] a, Object[] data);

        @Override
        default Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            Double common = Batch.common(data);
            return common != null
                    ? compute(batch, a, common)
                    : compute(batch, a, column(batch, a, data));
        }
    }
}
