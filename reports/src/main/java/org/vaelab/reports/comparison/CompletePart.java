// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The methods and tasks of a complete matrix, as large as possible. */
record CompletePart(List<Observed> tasks, List<String> methods) {

    /** Beyond so many tasks not all choices are tried. */
    private static final int MOST = 12;

    static CompletePart of(List<Tasks.Cell> cells) {
        List<Observed> all = cells.stream().map(Tasks.Cell::task).distinct().toList();
        CompletePart best = complete(all, cells);
        for (long choice = 1; all.size() <= MOST && choice < 1L << all.size(); choice++) {
            long chosen = choice;
            List<Observed> tasks =
                    IntStream.range(0, all.size())
                            .filter(t -> (chosen >> t & 1) == 1)
                            .mapToObj(all::get)
                            .toList();
            CompletePart part = complete(tasks, cells);
            best = part.size() > best.size() ? part : best;
        }
        return best;
    }

    /** Returns the methods with values in all of some tasks, in the order of the last one. */
    private static CompletePart complete(List<Observed> tasks, List<Tasks.Cell> cells) {
        Set<String> methods = new LinkedHashSet<>();
        for (Observed task : tasks) {
            Set<String> here =
                    cells.stream()
                            .filter(cell -> cell.task().equals(task))
                            .map(Tasks.Cell::method)
                            .collect(Collectors.toCollection(LinkedHashSet::new));
            if (!task.equals(tasks.get(0))) {
                here.retainAll(methods);
            }
            methods = here;
        }
        return new CompletePart(tasks, List.copyOf(methods));
    }

    private int size() {
        return tasks.size() < Tasks.FEWEST || methods.size() < Tasks.FEWEST
                ? 0
                : tasks.size() * methods.size();
    }

    boolean has(Tasks.Cell cell) {
        return tasks.contains(cell.task()) && methods.contains(cell.method());
    }

    /** Returns what is outside of this part, in sentences. */
    List<String> leftOut(List<Tasks.Cell> cells, Map<Observed, String> labels) {
        Map<String, String> tasksOf =
                cells.stream()
                        .filter(cell -> !methods.contains(cell.method()))
                        .collect(
                                Collectors.groupingBy(
                                        Tasks.Cell::method,
                                        LinkedHashMap::new,
                                        Collectors.mapping(
                                                cell -> labels.get(cell.task()),
                                                Collectors.joining(", "))));
        Map<String, String> byTasks = new LinkedHashMap<>();
        tasksOf.forEach((method, on) -> byTasks.merge(on, method, (a, b) -> a + ", " + b));
        List<String> sentences = new ArrayList<>();
        byTasks.forEach(
                (on, names) ->
                        sentences.add("Left out, with values on " + on + " only: " + names + "."));
        String dropped =
                labels.keySet().stream()
                        .filter(task -> !tasks.contains(task))
                        .map(labels::get)
                        .collect(Collectors.joining(", "));
        if (!dropped.isEmpty()) {
            sentences.add("Left out, because some methods have no value there: " + dropped + ".");
        }
        return sentences;
    }
}
