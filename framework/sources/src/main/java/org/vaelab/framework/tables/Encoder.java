// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import org.vaelab.framework.data.Column;

/** Encodes the cells of a column by its kind: as numbers, days, or places of categories. */
record Encoder(Column column, NamedPlaces places) {

    static Encoder of(Column column) {
        return new Encoder(column, NamedPlaces.of(column.categories()));
    }

    /** Returns the value of a cell that is not missing; NaN if it has none of this column. */
    double value(Cell cell) {
        return switch (column.kind()) {
            case REAL, COUNT -> cell.number();
            case DATE -> cell.days();
            case BINARY, CATEGORICAL, ORDINAL -> {
                int place = places.of(cell);
                yield place < 0 ? Double.NaN : place;
            }
        };
    }
}
