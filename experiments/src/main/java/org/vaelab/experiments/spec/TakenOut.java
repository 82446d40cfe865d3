// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The keys that were taken out of a section, refused or unknown, to see what else is wrong. */
final class TakenOut {

    private final List<List<String>> paths = new ArrayList<>();

    /** Remembers the key at the end of a path from the section. */
    void add(List<String> path) {
        paths.add(List.copyOf(path));
    }

    boolean isEmpty() {
        return paths.isEmpty();
    }

    /** Returns the keys of the mapping at a path that are not, or not wholly, there any more. */
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
