// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import org.vaelab.framework.Internal;

/** The order of regions: they nest, and close in reverse. {@link Levels} manages their memory. */
@Internal
public final class NestedRegions {

    /** Memory by depth: level 0 lies outside any region, each region one level above the last. */
    public interface Levels {

        /** Has what is created from now on lie in a level. */
        void enter(int level);

        /** Ends the life of all that lies in a level, and returns to the one below. */
        void leave(int level);

        /** Copies a buffer to memory of a level. */
        Buffer copy(Buffer buffer, int level);
    }

    private final Levels levels;
    private int depth;

    /** Begins outside any region. */
    public NestedRegions(Levels levels) {
        this.levels = levels;
    }

    public StorageOperations.Region open() {
        depth++;
        levels.enter(depth);
        return new Nested(depth);
    }

    private final class Nested implements StorageOperations.Region {

        private final int level;
        private boolean closed;

        Nested(int level) {
            this.level = level;
        }

        @Override
        public Buffer detach(Buffer buffer) {
            return levels.copy(buffer, level - 1);
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            if (level != depth) {
                throw new IllegalStateException("regions close in reverse order of their opening");
            }
            closed = true;
            levels.leave(level);
            depth--;
        }
    }
}
