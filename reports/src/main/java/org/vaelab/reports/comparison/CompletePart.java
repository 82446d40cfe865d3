// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The methods and tasks of a complete matrix, as large as possible. */
record CompletePart(List<Observed> tasks, List<String> methods) {

    /** Beyond so many tasks not all choices are tried. */
    private static final int MOST = 12;

    static CompletePart of(Map<Observed, Map<String, Measured>> cells) {
        List<Observed> all = List.copyOf(cells.keySet());
        List<Set<String>> methods =
                all.stream().map(task -> cells.getOrDefault(task, Map.of()).keySet()).toList();
        CompletePart best = chosen(all, methods, (1L << all.size()) - 1);
        for (long choice = 1; all.size() <= MOST && choice < 1L << all.size(); choice++) {
            CompletePart part = chosen(all, methods, choice);
            best = part.size() > best.size() ? part : best;
        }
        return best;
    }

    private static CompletePart chosen(List<Observed> all, List<Set<String>> methods, long choice) {
        List<Observed> tasks = new ArrayList<>();
        @Nullable Set<String> common = null;
        for (int t = 0; t < all.size(); t++) {
            if ((choice >> t & 1) == 1) {
                tasks.add(all.get(t));
                Set<String> here = new LinkedHashSet<>(methods.get(t));
                if (common != null) {
                    here.retainAll(common);
                }
                common = here;
            }
        }
        return new CompletePart(tasks, common == null ? List.of() : List.copyOf(common));
    }

    private int size() {
        return tasks.size() < Tasks.FEWEST || methods.size() < Tasks.FEWEST
                ? 0
                : tasks.size() * methods.size();
    }

    /** Returns the values of this part. */
    Stream<Measured> cells(Map<Observed, Map<String, Measured>> cells) {
        return tasks.stream()
                .flatMap(
                        task ->
                                cells.getOrDefault(task, Map.of()).entrySet().stream()
                                        .filter(cell -> methods.contains(cell.getKey()))
                                        .map(Map.Entry::getValue));
    }

    /** Returns what is outside of this part, in sentences. */
    List<String> leftOut(Map<Observed, Map<String, Measured>> cells, Map<Observed, String> labels) {
        Map<String, List<String>> others = new LinkedHashMap<>();
        List<String> dropped = new ArrayList<>();
        cells.forEach(
                (task, byMethod) -> {
                    String label = String.valueOf(labels.get(task));
                    if (!tasks.contains(task)) {
                        dropped.add(label);
                    }
                    byMethod.keySet().stream()
                            .filter(method -> !methods.contains(method))
                            .forEach(
                                    m ->
                                            others.computeIfAbsent(m, o -> new ArrayList<>())
                                                    .add(label));
                });
        Map<String, List<String>> byTasks = new LinkedHashMap<>();
        others.forEach(
                (method, on) ->
                        byTasks.computeIfAbsent(String.join(", ", on), o -> new ArrayList<>())
                                .add(method));
        List<String> sentences = new ArrayList<>();
        byTasks.forEach(
                (on, names) -> {
                    String only = "Left out, with values on " + on + " only: ";
                    sentences.add(only + String.join(", ", names) + ".");
                });
        if (!dropped.isEmpty()) {
            String none = "Left out, because some methods have no value there: ";
            sentences.add(none + String.join(", ", dropped) + ".");
        }
        return sentences;
    }
}
