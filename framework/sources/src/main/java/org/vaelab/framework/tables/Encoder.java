// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.data.Column;

/**
 * Encodes the cells of a column by its kind: as numbers, days, or places of categories.
 *
 * @param places of the categories by their names
 * @param ofNumbers whether the names are numbers, which may be written in other ways in a file
 */
record Encoder(Column column, Map<String, Integer> places, boolean ofNumbers) {
    private static final String NAMED_NUMBER = "-?(0|[1-9]\\d{0,14})(\\.\\d*[1-9])?(e[-+]?\\d+)?";

    static Encoder of(Column column) {
        List<String> names = column.categories();
        return new Encoder(
                column, places(names), names.stream().allMatch(name -> name.matches(NAMED_NUMBER)));
    }

    /** Returns the place of each name. */
    static Map<String, Integer> places(List<String> names) {
        Map<String, Integer> places = new HashMap<>();
        names.forEach(name -> places.put(name, places.size()));
        return places;
    }

    /** Returns the value of a cell that is not missing; NaN if it has none of this column. */
    double value(Cell cell) {
        return switch (column.kind()) {
            case REAL, COUNT -> cell.number();
            case DATE -> cell.days();
            case BINARY, CATEGORICAL, ORDINAL -> {
                String name = ofNumbers ? Cell.name(cell.number()) : cell.text();
                Integer place = places.get(name);
                yield place == null ? Double.NaN : place;
            }
        };
    }
}
