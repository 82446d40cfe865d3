// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.settings.ValueNames;

/**
 * The places of categories or classes by their names.
 *
 * @param areNumbers whether all names are numbers, which a file may write in other ways
 */
record NamedPlaces(Map<String, Integer> places, boolean areNumbers) {

    static NamedPlaces of(List<String> names) {
        boolean areNumbers = ValueNames.areNumbers(names);
        Map<String, Integer> places = new HashMap<>();
        for (int place = 0; place < names.size(); place++) {
            String name = names.get(place);
            places.putIfAbsent(areNumbers ? ValueNames.of(name) : name, place);
        }
        return new NamedPlaces(places, areNumbers);
    }

    /** Returns the place of a cell that is not missing; -1 if it has none of the names. */
    int of(Cell cell) {
        return places.getOrDefault(areNumbers ? ValueNames.of(cell.text()) : cell.text(), -1);
    }
}
