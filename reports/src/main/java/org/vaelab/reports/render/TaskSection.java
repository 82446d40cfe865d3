// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.TaskScores;
import org.vaelab.reports.comparison.Tasks;
import org.vaelab.reports.figures.TaskFigures;
import org.vaelab.reports.render.Section.Block;
import org.vaelab.reports.tables.RankTable;
import org.vaelab.reports.tables.TaskTables;

/** Several data sets: the same methods over all of them. */
final class TaskSection {

    private TaskSection() {}

    static List<Block> blocks(Comparison comparison) {
        List<Tasks> all = Tasks.ofAll(comparison);
        if (all.isEmpty()) {
            return List.of();
        }
        Tasks main = Collections.min(all, Comparator.comparingInt(t -> t.metric().preference()));
        List<Block> blocks = new ArrayList<>();
        for (Tasks tasks : shown(all, main)) {
            TaskScores scores = TaskScores.of(comparison, tasks);
            blocks.add(new Section.Heading(tasks.metric().label(), ""));
            blocks.add(new Section.OfTable(TaskTables.means(scores)));
            TaskTables.aggregates(scores)
                    .ifPresent(table -> blocks.add(new Section.OfTable(table)));
            blocks.addAll(Section.figures(TaskFigures.profiles(comparison, scores)));
            blocks.add(new Section.OfTable(TaskTables.pairs(comparison, scores)));
            if (tasks.metric().equals(main.metric())) {
                blocks.add(new Section.OfFigure(TaskFigures.improvements(comparison, scores)));
            }
        }
        blocks.add(new Section.Heading("Ranks", ""));
        RankTable.of(all).ifPresent(table -> blocks.add(new Section.OfTable(table)));
        blocks.addAll(Section.figures(TaskFigures.ranks(main)));
        TaskFigures.withoutRanks(main).map(Section.Text::new).ifPresent(blocks::add);
        return blocks;
    }

    /** The main metric, and those that compare across data sets without a scale. */
    private static List<Tasks> shown(List<Tasks> all, Tasks main) {
        List<Tasks> shown = new ArrayList<>(List.of(main));
        all.stream()
                .filter(
                        tasks ->
                                TaskScores.hasCommonUnit(tasks)
                                        && !tasks.metric().equals(main.metric()))
                .forEach(shown::add);
        return shown;
    }
}
