// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SearchSpec;
import org.vaelab.experiments.plan.SearchLog;
import org.vaelab.experiments.plan.SearchRung;
import org.vaelab.experiments.plan.Shard;
import org.vaelab.experiments.plan.SuccessiveHalving;
import org.vaelab.experiments.plan.TrialChecks;
import org.vaelab.experiments.plan.Warning;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.run.RunEvent;
import org.vaelab.experiments.run.RunProgress;
import org.vaelab.experiments.use.Lab;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.DamagedFileException;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.record.SearchFolder;
import org.vaelab.framework.record.SearchRecord;

/**
 * The search for the settings of one model. Its state is in the records of its runs: from these
 * follows the next rung, which is a plan of its own.
 */
public final class SearchPlan {

    private final Lab lab;
    private final ComparisonSpec spec;
    private final SearchSpec search;
    private final SearchFolder folder;
    private final Shard part;
    private final SuccessiveHalving algorithm;
    private final SearchLog log;
    private OptionalInt best = OptionalInt.empty();

    SearchPlan(Lab lab, ComparisonSpec spec, SearchSpec search, Path comparison, Shard part) {
        this.lab = lab;
        this.spec = spec;
        this.search = search;
        this.folder = new ComparisonFolder(comparison).search(search.model());
        this.part = part;
        this.algorithm =
                new SuccessiveHalving(
                        search.trials().size(),
                        search.eta(),
                        search.rungs().size(),
                        search.direction());
        this.log = new SearchLog(search, folder);
    }

    @Internal
    public SearchSpec spec() {
        return search;
    }

    @Internal
    public SuccessiveHalving algorithm() {
        return algorithm;
    }

    /** Returns the best trial after the search; empty if every trial failed. */
    OptionalInt best() {
        return best;
    }

    /**
     * Checks the folder, and tries the models of all trials unless the search has begun. Writes
     * nothing.
     *
     * @return what is doubtful about the trials
     */
    List<Warning> check() throws IOException {
        log.requireSame();
        Plan first = runs(rung(0, all()));
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
        return SearchRung.of(search, number, trials, folder, lab.specs());
    }

    private Plan runs(SearchRung rung) {
        return Plan.ofRuns(lab, rung.comparison(spec), rung.folder().path(), part);
    }

    /**
     * Searches, or continues a search.
     *
     * @param ended the runs of this plan that have ended, to which those of the search are added
     * @param after what follows the search
     */
    Ending run(
            Executor executor, Listener listener, List<RunProgress> ended, List<RunProgress> after)
            throws IOException {
        Ending[] stopped = {Ending.COMPLETE};
        Optional<OptionalInt> found =
                algorithm.search(
                        (number, trials) -> {
                            SearchRung rung = rung(number, trials);
                            if (rung.results().isEmpty()) {
                                log.write(null);
                                stopped[0] = execute(rung, executor, listener, ended, after);
                            }
                            Optional<Map<Integer, SearchRecord.Result>> results = rung.results();
                            if (stopped[0] != Ending.COMPLETE || results.isEmpty()) {
                                return Optional.empty();
                            }
                            log.add(results.get());
                            addEnded(rung, ended);
                            return results.map(SearchPlan::values);
                        });
        if (found.isEmpty()) {
            return stopped[0];
        }
        best = found.get();
        log.write(found());
        listener.heard(new RunEvent.Searched(log.record(found())));
        return best.isPresent() ? Ending.COMPLETE : Ending.FAILED;
    }

    private @Nullable Integer found() {
        return best.isPresent() ? best.getAsInt() : null;
    }

    /** Executes the runs of a rung that this process has. */
    private Ending execute(
            SearchRung rung,
            Executor executor,
            Listener listener,
            List<RunProgress> ended,
            List<RunProgress> after)
            throws IOException {
        List<RunProgress> later = expected(rung.number() + 1);
        later.addAll(after);
        Plan.Schedule schedule = new Plan.Schedule(search.model() + ": search", ended, later);
        Executor.Summary summary =
                runs(rung).execute(open(rung), begun(rung), executor, listener, schedule);
        if (summary.interrupted() > 0 || listener.isInterrupted()) {
            return Ending.INTERRUPTED;
        }
        if (rung.results().isPresent()) {
            return Ending.COMPLETE;
        }
        listener.heard(new RunEvent.Waiting(search.model(), part));
        return Ending.WAITING;
    }

    private static Map<Integer, Double> values(Map<Integer, SearchRecord.Result> results) {
        Map<Integer, Double> values = new LinkedHashMap<>();
        results.forEach((trial, result) -> values.put(trial, result.mean()));
        return values;
    }

    private void addEnded(SearchRung rung, List<RunProgress> ended) throws IOException {
        for (RunSpec spec : part.of(rung.specs())) {
            PlannedRun planned = spec.planned();
            RunFolder run = rung.folder().run(planned);
            run.deleteCompute();
            ended.add(RunProgress.ofEnded(planned, false, run.readResult()));
        }
    }

    /** Returns the runs of this process in a rung. A failed trial is not repeated. */
    private List<RunSpec> open(SearchRung rung) {
        return part.of(rung.specs()).stream()
                .filter(spec -> !hasFailed(rung.folder().run(spec.planned())))
                .toList();
    }

    /** Returns where the training of a rung began: in the rung before, by the names of folders. */
    private Map<String, RunFolder> begun(SearchRung rung) {
        Map<String, RunFolder> begun = new HashMap<>();
        OptionalInt former = algorithm.before(rung.number());
        if (former.isPresent()) {
            SearchRung before = rung(former.getAsInt(), List.copyOf(rung.runs().keySet()));
            List<RunSpec> runs = rung.specs();
            List<RunSpec> earlier = before.specs();
            for (int i = 0; i < runs.size(); i++) {
                begun.put(
                        runs.get(i).planned().folderName(),
                        before.folder().run(earlier.get(i).planned()));
            }
        }
        return begun;
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
        List<RunProgress> expected = new ArrayList<>();
        for (int number : algorithm.held()) {
            if (number < from) {
                continue;
            }
            OptionalInt before = algorithm.before(number);
            long begun = before.isEmpty() ? 0 : search.rungs().get(before.getAsInt());
            SearchRung rung = rung(number, all().subList(0, algorithm.size(number)));
            for (RunSpec spec : part.of(rung.specs())) {
                expected.add(RunProgress.ofInherited(spec.planned(), begun));
            }
        }
        return expected;
    }

    /**
     * Returns the runs of the model with the values of a trial, with seeds that did not choose it.
     */
    List<RunSpec> runs(int trial) {
        return search.finalSeeds().stream()
                .map(seed -> search.trial(trial).run(search.model(), seed))
                .toList();
    }
}
