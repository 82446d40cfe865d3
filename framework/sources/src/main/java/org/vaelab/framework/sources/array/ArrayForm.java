// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.RowLayout;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;

/**
 * How a model sees the examples of an array.
 *
 * @param places of the values of an example in the array; empty: as they are
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record ArrayForm(DataShape shape, int[] places) {
    private static final List<Integer> CHANNELS = List.of(1, 3, 4);

    /**
     * Infers what a config does not say.
     *
     * @param layout of the axes of images; null: channels last if there are 1, 3 or 4 and the first
     *     axis is none of these
     * @param wanted the shape; null: that of the array
     * @throws DataException if the wanted shape has another number of values
     */
    static ArrayForm of(StoredArray array, @Nullable AxisOrder layout, @Nullable DataShape wanted) {
        List<Integer> axes = array.shape();
        boolean channelsLast =
                axes.size() == 4
                        && (layout == null
                                ? CHANNELS.contains(axes.get(3)) && !CHANNELS.contains(axes.get(1))
                                : layout == AxisOrder.CHANNELS_LAST);
        DataShape found =
                switch (axes.size()) {
                    case 3 -> new DataShape(1, axes.get(1), axes.get(2));
                    case 4 ->
                            channelsLast
                                    ? new DataShape(axes.get(3), axes.get(1), axes.get(2))
                                    : new DataShape(axes.get(1), axes.get(2), axes.get(3));
                    default -> DataShape.flat(array.width());
                };
        if (wanted != null && wanted.size() != found.size()) {
            throw DataException.of(
                    "%s: %s values in an example, but shape %s has %s",
                    array.described(), found.size(), wanted, wanted.size());
        }
        return new ArrayForm(
                wanted == null ? found : wanted,
                channelsLast ? RowLayout.channelsFirst(found) : new int[0]);
    }

    /**
     * Checks that training and test examples have one type and shape.
     *
     * @throws DataException if they have not
     */
    static void requireAlike(StoredArray train, StoredArray test) {
        List<Integer> left = train.shape().subList(1, train.shape().size());
        List<Integer> right = test.shape().subList(1, test.shape().size());
        if (!left.equals(right) || train.type() != test.type()) {
            throw DataException.of(
                    "training and test arrays differ: %s; %s", train.described(), test.described());
        }
    }

    /**
     * Returns the domain: of bool binary; of unsigned bytes grey levels, or binary if none is above
     * 1; of other integers counts, binary if none is above 1, or real if one is negative; else
     * real.
     */
    static ValueDomain domain(List<StoredArray> parts) {
        ElementType type = parts.get(0).type();
        if (!type.isInteger()) {
            return ValueDomain.REAL;
        }
        if (type == ElementType.BOOL) {
            return ValueDomain.BINARY;
        }
        ValueDomain domain = ValueDomain.BINARY;
        for (StoredArray part : parts) {
            DataRows rows = part.rows();
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

    /** Returns the examples of an array. */
    Examples examples(StoredArray array, ValueDomain domain, ValuePrecision precision) {
        DataRows rows = array.rows(places, domain == ValueDomain.GREY_LEVELS);
        return Examples.loaded(rows, domain, precision);
    }
}
