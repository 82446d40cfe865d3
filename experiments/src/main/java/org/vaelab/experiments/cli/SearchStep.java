// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.vaelab.experiments.audit.Warning;
import org.vaelab.experiments.plan.PlanFolder;
import org.vaelab.experiments.plan.Shard;
import org.vaelab.experiments.progress.RunProgress;
import org.vaelab.experiments.run.ComparisonRunner;
import org.vaelab.experiments.run.PlanExecutor;
import org.vaelab.experiments.search.InheritedTraining;
import org.vaelab.experiments.search.SearchLog;
import org.vaelab.experiments.search.SearchRung;
import org.vaelab.experiments.search.SuccessiveHalving;
import org.vaelab.experiments.search.TrialChecks;
import org.vaelab.experiments.spec.ComparisonSpec;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.experiments.spec.SearchSpec;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.DamagedFileException;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.record.SearchFolder;
import org.vaelab.framework.record.SearchRecord;

/** The search for the settings of one model, as a step of {@code compare}. */
final class SearchStep {

    /** Why a search stopped. */
    enum State {
        DONE,
        INTERRUPTED,
        /** Other shards have runs of this rung. */
        WAITING
    }

    private final Session session;
    private final ComparisonSpec spec;
    private final SearchSpec search;
    private final ComparisonFolder comparison;
    private final SearchFolder folder;
    private final Shard part;
    private final SuccessiveHalving algorithm;
    private final SearchLog log;
    private State state = State.DONE;
    private OptionalInt best = OptionalInt.empty();

    SearchStep(
            Session session,
            ComparisonSpec spec,
            SearchSpec search,
            ComparisonFolder comparison,
            Shard part) {
        this.session = session;
        this.spec = spec;
        this.search = search;
        this.comparison = comparison;
        this.folder = comparison.search(search.model());
        this.part = part;
        this.algorithm =
                new SuccessiveHalving(
                        search.trials().size(),
                        search.eta(),
                        search.rungs().size(),
                        search.direction());
        this.log = new SearchLog(search, folder);
    }

    SearchSpec search() {
        return search;
    }

    SuccessiveHalving algorithm() {
        return algorithm;
    }

    State state() {
        return state;
    }

    /** Returns the best trial after the search; empty if every trial failed. */
    OptionalInt best() {
        return best;
    }

    /**
     * Checks the folder, and tries the models of all trials unless the search has begun. Writes nothing.
     *
     * @return what is doubtful about the trials
     */
    List<Warning> check() throws IOException {
        new PlanFolder(comparison.path()).requireSearched(search.model());
        log.requireSame();
        ComparisonStep first = step(rung(0, all()));
        first.requireFolder();
        if (log.hasBegun()) {
            first.requireData();
            return List.of();
        }
        TrialChecks trials = new TrialChecks(search, first.tryOut());
        trials.requireComparable();
        return trials.doubts(algorithm.held());
    }

    private List<Integer> all() {
        return IntStream.rangeClosed(1, search.trials().size()).boxed().toList();
    }

    private SearchRung rung(int number, List<Integer> trials) {
        return SearchRung.of(search, number, trials, folder, session.context());
    }

    private ComparisonStep step(SearchRung rung) {
        return new ComparisonStep(session, rung.comparison(spec), rung.folder().path(), part);
    }

    /**
     * Searches, or continues a search.
     *
     * @param executor where the runs are executed
     * @param earlier the runs of this command that have ended, to which those of the search are added
     * @param after what follows the search
     */
    void carryOut(
            PlanExecutor executor,
            Interruption interruption,
            List<RunProgress> earlier,
            List<RunProgress> after)
            throws IOException {
        log.begin();
        Optional<OptionalInt> found =
                algorithm.search(
                        (number, trials) -> {
                            SearchRung rung = rung(number, trials);
                            return results(rung, executor, interruption, earlier, after)
                                    .map(results -> values(results));
                        });
        best = found.orElse(OptionalInt.empty());
        if (found.isPresent()) {
            log.write(best.isPresent() ? best.getAsInt() : null);
        }
    }

    private Map<Integer, Double> values(Map<Integer, SearchRecord.Result> results) {
        Map<Integer, Double> values = new LinkedHashMap<>();
        results.forEach((trial, result) -> values.put(trial, result.mean()));
        return values;
    }

    private Optional<Map<Integer, SearchRecord.Result>> results(
            SearchRung rung,
            PlanExecutor executor,
            Interruption interruption,
            List<RunProgress> earlier,
            List<RunProgress> after)
            throws IOException {
        Optional<Map<Integer, SearchRecord.Result>> results = rung.results();
        if (results.isEmpty()) {
            ComparisonRunner.Summary summary =
                    step(rung)
                            .carryOut(
                                    jobs -> withoutFailed(jobs, rung.folder()),
                                    runs ->
                                            execute(
                                                    runs,
                                                    rung,
                                                    executor,
                                                    interruption,
                                                    earlier,
                                                    after));
            if (summary.interrupted() > 0 || interruption.getAsBoolean()) {
                state = State.INTERRUPTED;
                return Optional.empty();
            }
            results = rung.results();
        }
        if (results.isEmpty()) {
            state = State.WAITING;
            return Optional.empty();
        }
        for (ComparisonRunner.Job job : step(rung).jobs()) {
            RunFolder run = rung.folder().run(job.planned());
            earlier.add(RunProgress.ofEnded(job.planned(), false, run.readResult()));
        }
        log.add(results.get());
        log.write(null);
        return results;
    }

    private ComparisonRunner.Summary execute(
            PlannedRuns runs,
            SearchRung rung,
            PlanExecutor executor,
            Interruption interruption,
            List<RunProgress> earlier,
            List<RunProgress> after)
            throws IOException {
        OptionalInt former = algorithm.before(rung.number());
        if (former.isPresent()) {
            SearchRung before = rung(former.getAsInt(), List.copyOf(rung.runs().keySet()));
            Set<RunFolder> own = runs.folders();
            for (int trial : rung.runs().keySet()) {
                for (long seed : search.seeds()) {
                    RunFolder to = rung.folderOf(trial, seed);
                    if (own.contains(to)) {
                        InheritedTraining.copy(before.folderOf(trial, seed), to);
                    }
                }
            }
        }
        Map<String, RunRecord> complete = runs.setDamagedAside();
        List<RunProgress> progress = new ArrayList<>(runs.progress(complete));
        progress.addAll(expected(rung.number() + 1));
        progress.addAll(after);
        String name = search.model() + ": search";
        try (ProgressDisplay display =
                        new ProgressDisplay(session.console(), name, earlier, progress, true);
                Interruption.Orderly training = interruption.orderly()) {
            return runs.execute(complete, executor, display, interruption);
        }
    }

    /** A failed trial fails again, so it is not repeated. */
    private static List<ComparisonRunner.Job> withoutFailed(
            List<ComparisonRunner.Job> jobs, ComparisonFolder folder) {
        return jobs.stream().filter(job -> !hasFailed(folder.run(job.planned()))).toList();
    }

    private static boolean hasFailed(RunFolder run) {
        try {
            return run.hasResult() && run.readResult().status() == RunStatus.FAILED;
        } catch (DamagedFileException e) {
            // It is set aside, and the run is repeated.
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the expected runs of a rung and later ones. The first trials stand for the best. */
    List<RunProgress> expected(int from) {
        List<RunProgress> runs = new ArrayList<>();
        for (int number : algorithm.held()) {
            if (number < from) {
                continue;
            }
            OptionalInt before = algorithm.before(number);
            long begun = before.isEmpty() ? 0 : search.rungs().get(before.getAsInt());
            SearchRung rung = rung(number, all().subList(0, algorithm.size(number)));
            for (ComparisonRunner.Job job : step(rung).jobs()) {
                runs.add(RunProgress.ofInherited(job.planned(), begun));
            }
        }
        return runs;
    }

    /** Returns the runs of the model with the values of a trial, with seeds that did not choose it. */
    List<RunSpec> runs(int trial) {
        return search.finalSeeds().stream()
                .map(seed -> search.trial(trial).run(search.model(), seed))
                .toList();
    }

    /** Returns the record of the search as it is now. */
    SearchRecord record() {
        return log.record(best.isPresent() ? best.getAsInt() : null);
    }
}
