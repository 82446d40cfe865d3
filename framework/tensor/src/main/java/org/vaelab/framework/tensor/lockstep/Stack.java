// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.StorageOperations;

/** The values of several members, joined along the first axis. */
final class Stack {

    private final StorageOperations storage;
    private final int places;
    private Buffer buffer;
    private boolean kept;
    private int held;

    /**
     * Creates a stack.
     *
     * @param kept whether the buffer is kept, to be released with the last value that lies in it; else it
     *     dies with its region
     */
    Stack(StorageOperations storage, Buffer buffer, boolean kept) {
        this.storage = storage;
        this.buffer = buffer;
        this.places = buffer.shape().extent(0);
        this.kept = kept;
    }

    Buffer buffer() {
        return buffer;
    }

    int places() {
        return places;
    }

    /** Copies the values to memory that outlives the region. */
    void keep() {
        if (!kept) {
            buffer = storage.keep(buffer);
            kept = true;
        }
    }

    void hold() {
        held++;
    }

    void letGo() {
        held--;
        if (held == 0 && kept) {
            storage.release(buffer);
        }
    }
}
