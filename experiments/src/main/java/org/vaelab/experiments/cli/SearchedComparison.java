// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.experiments.audit.Audit;
import org.vaelab.experiments.audit.Warning;
import org.vaelab.experiments.plan.Shard;
import org.vaelab.experiments.progress.RunProgress;
import org.vaelab.experiments.run.ComparisonRunner;
import org.vaelab.experiments.run.PlanExecutor;
import org.vaelab.experiments.spec.ComparisonSpec;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.experiments.spec.SearchSpec;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.reports.comparison.ChangeText;

/**
 * A comparison, some of whose models are searched first.
 *
 * <p>A model without a search is planned at once. A searched model joins the plan with its best
 * settings. Its runs have other seeds than the trials, and are evaluated on test data.
 */
final class SearchedComparison {

    private static final String FAREWELL = "interrupted; the same command goes on";

    private final Session session;
    private final ComparisonSpec spec;
    private final Path folder;
    private final Shard part;
    private final ComparisonStep withoutSearched;
    private final Map<String, SearchStep> searches = new LinkedHashMap<>();

    /** Runs of searches that have ended. */
    private final List<RunProgress> ended = new ArrayList<>();

    SearchedComparison(Session session, ComparisonSpec spec, Path folder, Shard part) {
        this.session = session;
        this.spec = spec;
        this.folder = folder;
        this.part = part;
        this.withoutSearched = new ComparisonStep(session, spec.withoutSearched(), folder, part);
        for (SearchSpec search : spec.searches()) {
            searches.put(
                    search.model(),
                    new SearchStep(session, spec, search, new ComparisonFolder(folder), part));
        }
    }

    /** Checks the folder and the earlier plan in it. Writes nothing. */
    void requireFolder() {
        withoutSearched.requireFolder();
    }

    /** Tries every model, with the values of every trial, and returns the warnings. Writes nothing. */
    List<Warning> tryOut() throws IOException {
        List<Warning> warnings = new ArrayList<>(Audit.of(withoutSearched.preflight(spec)));
        for (SearchStep search : searches.values()) {
            warnings.addAll(search.check());
        }
        return warnings;
    }

    /** Returns the runs of this process, those of searched models with their settings before the search. */
    List<ComparisonRunner.Job> jobs() {
        return searches.isEmpty()
                ? withoutSearched.jobs()
                : new ComparisonStep(session, spec, folder, part).jobs();
    }

    List<SearchStep> searches() {
        return List.copyOf(searches.values());
    }

    /** Prints what a budget replaces, and the warnings. */
    void announce(List<Warning> warnings) {
        PrintWriter err = session.console().err();
        if (spec.budget().isPresent()) {
            for (SettingChange change : spec.changes()) {
                err.println(change.by() + ": " + ChangeText.of(change, "->"));
            }
        }
        warnings.forEach(warning -> err.println("warning: " + warning));
    }

    /**
     * Searches, then compares. Ctrl-C interrupts it.
     *
     * @param executor where the runs are executed
     * @param warnings are printed once the first plan is written
     * @return the exit code
     */
    int carryOut(PlanExecutor executor, List<Warning> warnings) throws IOException {
        try (Interruption interruption = Interruption.listen(session.console(), FAREWELL)) {
            return carryOut(executor, interruption, () -> announce(warnings));
        }
    }

    private int carryOut(PlanExecutor executor, Interruption interruption, Runnable begun)
            throws IOException {
        if (searches.isEmpty()) {
            return compare(executor, interruption, begun);
        }
        withoutSearched.carryOut(
                jobs -> List.of(),
                runs -> {
                    begun.run();
                    return ExitCode.DONE;
                });
        List<SearchStep> left = new ArrayList<>(searches.values());
        for (SearchStep search : searches.values()) {
            left.remove(search);
            search.carryOut(executor, interruption, ended, after(left));
            switch (search.state()) {
                case DONE -> SearchTables.result(search.record(), session.console());
                case INTERRUPTED -> {
                    return ExitCode.INTERRUPTED;
                }
                case WAITING -> {
                    session.console()
                            .line(
                                    "search of %s: shard %s is done, other shards are not"
                                            .formatted(search.search().model(), part));
                    session.console().line("    the same command goes on when they are");
                    return ExitCode.DONE;
                }
            }
        }
        int ending = compare(executor, interruption, () -> {});
        boolean allFound = searches.values().stream().allMatch(s -> s.best().isPresent());
        return ending == ExitCode.DONE && !allFound ? ExitCode.FAILED : ending;
    }

    /** Returns the expected runs of later searches and of the comparison. */
    private List<RunProgress> after(List<SearchStep> left) {
        List<RunProgress> runs = new ArrayList<>();
        left.forEach(search -> runs.addAll(search.expected(0)));
        jobs().forEach(job -> runs.add(RunProgress.ofFresh(job.planned())));
        return runs;
    }

    /** Compares the models, searched ones with the values of their best trials. */
    private int compare(PlanExecutor executor, Interruption interruption, Runnable begun)
            throws IOException {
        return found().carryOut(
                        planned -> {
                            begun.run();
                            return new PlannedComparison(planned, ended)
                                    .carryOut(executor, interruption);
                        });
    }

    /** Returns the comparison with the values that the searches found. */
    private ComparisonStep found() {
        if (searches.isEmpty()) {
            return withoutSearched;
        }
        List<RunSpec> runs = new ArrayList<>();
        for (String model : spec.models()) {
            SearchStep search = searches.get(model);
            if (search == null) {
                spec.runs().stream().filter(run -> run.model().equals(model)).forEach(runs::add);
            } else {
                search.best().ifPresent(best -> runs.addAll(search.runs(best)));
            }
        }
        return new ComparisonStep(session, spec.of(runs), folder, part);
    }
}
