// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.jspecify.annotations.Nullable;

/**
 * A FLOAT32 view as kernels take it: where its elements lie one after another itself, at once; else
 * by the tile, copied to scratch memory that stays in the first-level cache.
 */
record Pieces(Floats floats, @Nullable StridedCursor cursor) {

    /** The scratch memory holds {@link Tiles#LENGTH} elements. */
    static Pieces of(Nd4jBuffer view, Floats scratch) {
        return view.isContiguous()
                ? new Pieces(view.floats(), null)
                : new Pieces(scratch, new StridedCursor(view));
    }

    int most() {
        return cursor == null ? Integer.MAX_VALUE : Tiles.LENGTH;
    }

    /** Returns the next n elements, which begin at a position; positions are asked for in order. */
    Floats next(int position, int n) {
        if (cursor == null) {
            return floats.plus(position);
        }
        cursor.copy(floats, n);
        return floats;
    }
}
