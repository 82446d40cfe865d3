// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The invalid or unknown keys that were removed from a section, to find further problems. */
final class TakenOut {

    private final List<List<String>> paths = new ArrayList<>();

    void add(List<String> path) {
        paths.add(List.copyOf(path));
    }

    boolean isEmpty() {
        return paths.isEmpty();
    }

    /** Returns the keys of the mapping at this path that were removed, wholly or in part. */
    Set<String> keysOf(List<String> path) {
        Set<String> keys = new TreeSet<>();
        for (List<String> taken : paths) {
            if (taken.size() > path.size() && taken.subList(0, path.size()).equals(path)) {
                keys.add(taken.get(path.size()));
            }
        }
        return keys;
    }
}
