// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.Label;
import org.vaelab.framework.record.LagWindow;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SearchFolder;
import org.vaelab.reports.statistics.Looks;
import org.vaelab.reports.text.Escape;

/**
 * A model of the comparison with all its runs.
 *
 * @param name its name in the config, which identifies it
 * @param label its name in tables and figures
 * @param runs its runs, in the order of the plan, at least one
 * @param searches the folders of the searches for its settings
 * @param seen the seeds that were complete at the first look before others were added, none if runs
 *     have not ended; null if the seeds were fixed in advance
 */
public record ComparedModel(
        String name,
        String variant,
        Label label,
        List<ComparedRun> runs,
        List<SearchFolder> searches,
        @Nullable Set<Long> seen) {

    public ComparedModel {
        runs = List.copyOf(runs);
        searches = List.copyOf(searches);
    }

    /** Makes a model that is called by its name, and for which no search was made. */
    public ComparedModel(String name, String variant, List<ComparedRun> runs) {
        this(name, variant, new Label(name, Escape.latex(name)), runs, List.of(), null);
    }

    /** Returns this model with a label; with its own if the label is null. */
    public ComparedModel labelled(@Nullable Label other) {
        return new ComparedModel(
                name, variant, other == null ? label : other, runs, searches, seen);
    }

    /** Returns this model with the searches for its settings. */
    ComparedModel searched(List<SearchFolder> folders) {
        return new ComparedModel(name, variant, label, runs, folders, seen);
    }

    /** Returns this model with the seeds that were seen before others were added. */
    ComparedModel after(@Nullable Set<Long> first) {
        return new ComparedModel(name, variant, label, runs, searches, first);
    }

    /** Returns whether its number of seeds was fixed in advance, and all of them have ended. */
    Looks looks() {
        return seen == null ? Looks.ONCE : Looks.from(seen.size());
    }

    /** Returns its label for running text. */
    public String term() {
        return Escape.term(label.plain(), label.latex());
    }

    /**
     * Returns chosen test examples as windows that share steps; null if they share nothing.
     *
     * @param chosen their numbers among those of {@code perDatum.csv}, from 0 on
     */
    @Nullable LagWindow windows(int... chosen) {
        return runs.stream()
                .flatMap(run -> LagWindow.of(run.perDatum()).stream())
                .findFirst()
                .map(of -> of.select(chosen))
                .orElse(null);
    }

    /** Returns the first completed run, whose samples a report shows. */
    public Optional<ComparedRun> firstCompleted() {
        return runs.stream().filter(run -> run.completed().isPresent()).findFirst();
    }

    public List<ComparedRun> completedRuns() {
        return runs.stream().filter(run -> run.completed().isPresent()).toList();
    }

    public List<RunRecord> completed() {
        return runs.stream().map(ComparedRun::completed).flatMap(Optional::stream).toList();
    }

    /** Returns the records of the runs that ended, whether complete or failed. */
    public List<RunRecord> ended() {
        return runs.stream().map(ComparedRun::ended).flatMap(Optional::stream).toList();
    }

    public List<ComparedRun> failed() {
        return runs.stream().filter(run -> run.failure().isPresent()).toList();
    }

    public List<ComparedRun> pending() {
        return runs.stream().filter(run -> run.ended().isEmpty()).toList();
    }
}
