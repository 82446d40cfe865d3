// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.RowLayout;
import org.vaelab.framework.data.Rows;
import org.vaelab.framework.data.ValueDomain;

/** Infers from arrays what a config does not say: the domain of the values, and the shape of an example. */
final class ArrayValues {

    private static final int IMAGE_AXES = 3;
    private static final List<Integer> CHANNELS = List.of(1, 3, 4);

    private ArrayValues() {}

    /**
     * Returns the domain: of bool binary; of unsigned bytes grey levels, or binary if none is above 1; of
     * other integers counts, binary if none is above 1, or real if one is negative; else real.
     */
    static ValueDomain domain(ElementType type, Rows... parts) {
        if (!type.isInteger()) {
            return ValueDomain.REAL;
        }
        if (type == ElementType.BOOL) {
            return ValueDomain.BINARY;
        }
        ValueDomain domain = ValueDomain.BINARY;
        for (Rows rows : parts) {
            double[] row = new double[rows.width()];
            for (int i = 0; i < rows.size(); i++) {
                rows.read(i, row, 0);
                for (double value : row) {
                    if (value < 0) {
                        return ValueDomain.REAL;
                    } else if (value > 1 && type == ElementType.U8) {
                        return ValueDomain.GREY_LEVELS;
                    } else if (value > 1) {
                        domain = ValueDomain.COUNTS;
                    }
                }
            }
        }
        return domain;
    }

    /** Returns whether the last axis of examples of a shape counts channels. */
    static boolean isChannelsLast(List<Integer> example, @Nullable AxisOrder wanted) {
        if (example.size() != IMAGE_AXES) {
            return false;
        }
        if (wanted != null) {
            return wanted == AxisOrder.CHANNELS_LAST;
        }
        return CHANNELS.contains(example.get(2)) && !CHANNELS.contains(example.get(0));
    }

    /**
     * Returns the shape of an example.
     *
     * @throws DataException if the configured shape has another number of values
     */
    static DataShape shape(StoredArray array, boolean channelsLast, @Nullable DataShape wanted) {
        if (wanted != null) {
            if (wanted.size() != array.width()) {
                throw DataException.of(
                        "%s: %s values in an example, but shape %s has %s",
                        array.described(), array.width(), wanted, wanted.size());
            }
            return wanted;
        }
        List<Integer> shape = array.shape();
        return switch (shape.size()) {
            case 3 -> new DataShape(1, shape.get(1), shape.get(2));
            case 4 ->
                    channelsLast
                            ? new DataShape(shape.get(3), shape.get(1), shape.get(2))
                            : new DataShape(shape.get(1), shape.get(2), shape.get(3));
            default -> DataShape.flat(array.width());
        };
    }

    /** Returns the places of the values of an example, as a model sees it. */
    static int[] places(StoredArray array, boolean channelsLast) {
        List<Integer> shape = array.shape();
        return channelsLast && shape.get(3) > 1
                ? RowLayout.channelsFirst(new DataShape(shape.get(3), shape.get(1), shape.get(2)))
                : new int[0];
    }
}
