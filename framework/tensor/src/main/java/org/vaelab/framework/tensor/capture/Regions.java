// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.capture;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.tensor.spi.StorageOperations;

/** The open regions of the wrapped backend, at the present place of a program. */
final class Regions {

    private final StorageOperations storage;
    private final List<StorageOperations.Region> open = new ArrayList<>();

    Regions(StorageOperations storage) {
        this.storage = storage;
    }

    void enter() {
        open.add(storage.openRegion());
    }

    void leave(DeferredBuffer.Life ending) {
        ending.values().forEach(value -> value.leave(storage));
        open.remove(open.size() - 1).close();
    }

    /** Copies a value to the memory of a level, which is 0 outside any region. */
    void copy(DeferredBuffer from, int level, DeferredBuffer to) {
        to.place(open.get(level).detach(from.buffer()));
    }
}
