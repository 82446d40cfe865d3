// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.StorageOperations;

/**
 * The regions of the members' programs. While all members run the same program, these are the
 * regions of the backend and cost nothing. When programs diverge, or a member leaves, all live
 * values are copied to kept memory. Each program then has one region of the backend, and values
 * that outlive it are kept. The regions of the backend are used again when all members begin a
 * program outside any region.
 */
final class Regions {

    private final StorageOperations storage;
    private final List<StorageOperations.Region> open = new ArrayList<>();
    private boolean shared;

    Regions(StorageOperations storage) {
        this.storage = storage;
    }

    /** Returns whether regions of the programs are those of the backend. */
    boolean areShared() {
        return shared;
    }

    /** Makes them so; all members are outside any region. */
    void share() {
        shared = true;
    }

    /**
     * Gives the backend's regions up.
     *
     * @param alive what lies in the regions of all members
     */
    void part(List<Value.Life> alive) {
        for (Value.Life life : alive) {
            for (Value value : life.values()) {
                Stack stack = value.stack();
                if (stack != null) {
                    stack.keep();
                }
            }
        }
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        open.clear();
        shared = false;
    }

    void enter() {
        if (shared) {
            open.add(storage.openRegion());
        }
    }

    void leave(Object[] lives) {
        for (Object life : lives) {
            ((Value.Life) life).values().forEach(Value::leave);
        }
        if (shared) {
            open.remove(open.size() - 1).close();
        }
    }

    /** Copies a buffer to the memory of a level, which is 0 outside any region. */
    Stack copy(Buffer buffer, int level) {
        return shared
                ? new Stack(storage, open.get(level).detach(buffer), false)
                : new Stack(storage, storage.keep(buffer), true);
    }
}
