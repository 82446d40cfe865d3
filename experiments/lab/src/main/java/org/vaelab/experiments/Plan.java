// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SearchSpec;
import org.vaelab.experiments.plan.Audit;
import org.vaelab.experiments.plan.AuditedPlan;
import org.vaelab.experiments.plan.EarlierPlan;
import org.vaelab.experiments.plan.PlannedWork;
import org.vaelab.experiments.plan.Preflight;
import org.vaelab.experiments.plan.SeenExamples;
import org.vaelab.experiments.plan.Shard;
import org.vaelab.experiments.plan.Warning;
import org.vaelab.experiments.run.ComparisonLock;
import org.vaelab.experiments.run.Control;
import org.vaelab.experiments.run.DamagedFiles;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.run.ListenerException;
import org.vaelab.experiments.run.RunEvent;
import org.vaelab.experiments.run.RunProgress;
import org.vaelab.experiments.use.Lab;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.Doubt;
import org.vaelab.framework.record.NetworkLayer;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.training.StepReport;

/**
 * The runs of an experiment, with the hashes that name their folders. Every model was tried, and
 * nothing was written.
 *
 * <p>A model without a search is planned at once. A searched model joins the plan with its best
 * settings. Its runs have other seeds than the trials, and are evaluated on test data.
 *
 * <pre>{@code
 * Plan plan = experiment.in(Path.of("runs/digits")).plan();
 * plan.warnings().forEach(System.out::println); // what is doubtful
 * Results done = plan.run(Executor.local(2), Listener.SILENT).orThrow();
 * }</pre>
 *
 * <p>A run that fails does not end the others: {@link Results#orThrow} throws its cause.
 */
public final class Plan {

    private final Lab lab;
    private final ComparisonSpec spec;
    private final ComparisonFolder folder;
    private final Shard part;
    private final ComparisonPlan withoutData;

    /** By model; none in the plan of a rung. */
    private final Map<String, SearchPlan> searches = new LinkedHashMap<>();

    private final List<Warning> warnings = new ArrayList<>();

    /**
     * Those that the plan keeps. A search that is continued does not check its trials again, so
     * theirs are not among them.
     */
    private final List<Warning> ofModels = new ArrayList<>();

    private final Map<String, Map<String, List<NetworkLayer>>> networks = new LinkedHashMap<>();

    private Plan(Lab lab, ComparisonSpec spec, Path folder, Shard part) {
        this.lab = lab;
        this.spec = spec;
        this.folder = new ComparisonFolder(folder);
        this.part = part;
        this.withoutData = spec.planned();
    }

    /**
     * Returns the plan of an experiment.
     *
     * @param beforeData is called when the folder is found usable, before data are loaded
     * @param beforeModels is called when data are loaded, before a model is assembled on them
     */
    static Plan of(
            Lab lab,
            ComparisonSpec spec,
            Path folder,
            Shard part,
            Runnable beforeData,
            Runnable beforeModels)
            throws IOException {
        Plan plan = new Plan(lab, spec, folder, part);
        for (SearchSpec search : spec.searches()) {
            plan.searches.put(search.model(), new SearchPlan(lab, spec, search, folder, part));
        }
        Plan first = plan.withoutSearched();
        first.requireFolder();
        beforeData.run();
        AuditedPlan audited = first.tryOut(spec, beforeModels);
        audited.models().forEach(model -> plan.networks.put(model.name(), model.networks()));
        plan.ofModels.addAll(Audit.of(audited));
        plan.warnings.addAll(plan.ofModels);
        for (SearchPlan search : plan.searches.values()) {
            plan.warnings.addAll(search.check());
        }
        return plan;
    }

    /** Returns the plan of a rung, or of the models with the settings that searches found. */
    static Plan ofRuns(Lab lab, ComparisonSpec spec, Path folder, Shard part) {
        return new Plan(lab, spec, folder, part);
    }

    private Plan withoutSearched() {
        return searches.isEmpty() ? this : of(spec.withoutSearched());
    }

    private Plan of(ComparisonSpec runs) {
        return ofRuns(lab, runs, folder.path(), part);
    }

    /**
     * Checks the folder and the earlier plan in it, before data are loaded. Writes nothing.
     *
     * @throws org.vaelab.experiments.config.UserError if they do not fit these runs
     */
    void requireFolder() {
        EarlierPlan earlier = earlier();
        earlier.requireUsable();
        earlier.agree(withoutData);
    }

    /**
     * Tries every model of an experiment, and compares the data with those of the earlier plan.
     * Writes nothing.
     *
     * @param tried the experiment, which may have models beyond these runs
     */
    private AuditedPlan tryOut(ComparisonSpec tried, Runnable beforeModels) {
        Function<RunSpec, PreparedData> data =
                run -> {
                    PreparedData loaded = lab.data().planned(run);
                    beforeModels.run();
                    return loaded;
                };
        AuditedPlan audited = new Preflight(lab.plugins(), lab.backends(), data).check(tried);
        requireData();
        requireUnseen(tried);
        return audited;
    }

    /** Tries every model of these runs. */
    AuditedPlan tryOut() {
        return tryOut(spec, () -> {});
    }

    /** Looks at what each model starts from; the seeds of a model have the same starting data. */
    private void requireUnseen(ComparisonSpec tried) {
        SeenExamples seen = new SeenExamples(lab.specs(), lab.data()::get);
        for (String model : tried.models()) {
            RunSpec run = tried.firstRun(model);
            seen.requireUnseen(
                    run,
                    tried.searches().stream().anyMatch(of -> of.model().equals(model))
                            || run.training().earlyStopping() != null
                            || run.evaluation().isOnValidation());
        }
    }

    /** Compares the data with those of the earlier plan. */
    void requireData() {
        earlier().agree(onData());
    }

    private EarlierPlan earlier() {
        return new EarlierPlan(
                folder.path(), spec.searches().stream().map(SearchSpec::model).toList());
    }

    private ComparisonPlan onData() {
        return spec.onData(withoutData, run -> lab.data().get(run).dataset().checksum())
                .doubted(doubts())
                .in(folder.path().toString());
    }

    private List<Doubt> doubts() {
        return ofModels.stream()
                .filter(warning -> !warning.models().isEmpty())
                .map(warning -> new Doubt(warning.check(), warning.models(), warning.message()))
                .toList();
    }

    /** Returns the config, every default filled in. */
    @Internal
    public ComparisonSpec spec() {
        return spec;
    }

    /** Returns the folder that {@link #run} writes to. */
    public Path folder() {
        return folder.path();
    }

    /**
     * Returns the layers of networks that are lists of layers, by the place of the network, of each
     * model.
     */
    public Map<String, Map<String, List<NetworkLayer>>> networks() {
        return Collections.unmodifiableMap(networks);
    }

    /** Returns what is allowed and doubtful. */
    public List<Warning> warnings() {
        return List.copyOf(warnings);
    }

    /** Returns the searches, in the order of the config. */
    public List<SearchPlan> searches() {
        return List.copyOf(searches.values());
    }

    /**
     * Returns the runs of this process; those of searched models have settings before the search.
     */
    public List<PlannedRun> runs() {
        return part.of(withoutData.runs());
    }

    /**
     * Returns what is left to do of each run of this process, by the files of the folder; searched
     * models left out.
     */
    public List<PlannedWork> work() {
        Set<String> own = runs().stream().map(PlannedRun::folderName).collect(Collectors.toSet());
        return earlier()
                .work(
                        withoutSearched().onData().runs().stream()
                                .filter(run -> own.contains(run.folderName()))
                                .toList());
    }

    /**
     * Returns the runs of earlier configs in the folder, which this one has not: they stay on disk.
     */
    public List<PlannedRun> former() {
        return earlier().agree(onData()).former();
    }

    /** Returns the configs of the runs of this process, in the order of the whole config. */
    private List<RunSpec> specs() {
        return part.of(spec.runs());
    }

    /**
     * Searches, then trains and evaluates the models. Runs that are complete are kept, and begun
     * ones go on from their checkpoints.
     *
     * @param listener an exception that it throws stops the runs, with checkpoints, and is thrown
     *     here
     * @throws org.vaelab.experiments.config.UserError if another process has one of the runs
     * @throws IOException if the folder cannot be read or written
     */
    public Results run(Executor executor, Listener listener) throws IOException {
        Objects.requireNonNull(executor, "executor must not be null");
        Objects.requireNonNull(
                listener, "listener must not be null; Listener.SILENT hears nothing");
        try {
            return runHeard(executor, guarded(listener));
        } catch (ListenerException e) {
            throw (RuntimeException) e.getCause();
        }
    }

    /** Returns a listener whose exceptions are told from those of runs. */
    private static Listener guarded(Listener listener) {
        return new Listener() {
            @Override
            public void heard(RunEvent event) {
                guarded(
                        () -> {
                            listener.heard(event);
                            return true;
                        });
            }

            @Override
            public boolean isInterrupted() {
                return guarded(listener::isInterrupted);
            }

            @Override
            public long controlEvery() {
                return guarded(listener::controlEvery);
            }

            @Override
            public Control control(PlannedRun run, StepReport report) {
                return guarded(
                        () ->
                                Objects.requireNonNull(
                                        listener.control(run, report),
                                        () ->
                                                "control of the listener returned null for %s, step %s; return Control.GO_ON"
                                                        .formatted(run.label(), report.step())));
            }

            private <T> T guarded(Supplier<T> asked) {
                try {
                    return asked.get();
                } catch (RuntimeException e) {
                    throw new ListenerException(e);
                }
            }
        };
    }

    private Results runHeard(Executor executor, Listener listener) throws IOException {
        List<RunProgress> ended = new ArrayList<>();
        Ending ending = Ending.COMPLETE;
        Plan last = this;
        if (!searches.isEmpty()) {
            withoutSearched().write();
            ending = search(executor, listener, ended);
            if (ending == Ending.INTERRUPTED || ending == Ending.WAITING) {
                return new Results(folder.path(), lab, ending, List.of());
            }
            last = found();
        }
        Schedule schedule = new Schedule(spec.name(), ended, List.of());
        Executor.Summary summary =
                last.execute(last.specs(), Map.of(), executor, listener, schedule);
        if (summary.interrupted() > 0 || listener.isInterrupted()) {
            ending = Ending.INTERRUPTED;
        } else if (summary.failed() > 0) {
            ending = Ending.FAILED;
        }
        return new Results(folder.path(), lab, ending, last.runs());
    }

    /** Carries out the searches, one after the other, until one of them cannot go on. */
    private Ending search(Executor executor, Listener listener, List<RunProgress> ended)
            throws IOException {
        List<SearchPlan> left = new ArrayList<>(searches.values());
        Ending ending = Ending.COMPLETE;
        for (SearchPlan search : searches.values()) {
            left.remove(search);
            Ending own = search.run(executor, listener, ended, after(left));
            if (own == Ending.INTERRUPTED || own == Ending.WAITING) {
                return own;
            }
            ending = own == Ending.FAILED ? own : ending;
        }
        return ending;
    }

    /** Writes the plan alone. */
    private void write() throws IOException {
        EarlierPlan earlier = earlier();
        ComparisonPlan wanted = onData();
        earlier.create();
        try (ComparisonLock lock = ComparisonLock.open(folder)) {
            write(earlier, wanted, lock);
        }
    }

    private static ComparisonPlan write(
            EarlierPlan earlier, ComparisonPlan wanted, ComparisonLock lock) throws IOException {
        try (Closeable writing = lock.writingPlan()) {
            return earlier.write(wanted);
        }
    }

    /**
     * What a listener learns about runs that begin.
     *
     * @param name what they are called together
     * @param ended runs before them
     * @param later runs after them
     */
    record Schedule(String name, List<RunProgress> ended, List<RunProgress> later) {}

    /**
     * Locks runs, writes the plan and executes the runs that are not complete.
     *
     * @param specs runs of this process
     * @param begun the runs whose training they take over, by the names of their folders; others
     *     take over that of an earlier config where they can
     */
    Executor.Summary execute(
            List<RunSpec> specs,
            Map<String, RunFolder> begun,
            Executor executor,
            Listener listener,
            Schedule when)
            throws IOException {
        EarlierPlan earlier = earlier();
        ComparisonPlan wanted = onData();
        earlier.create();
        List<PlannedRun> own = specs.stream().map(RunSpec::planned).toList();
        Map<String, RunFolder> from = earlier.begun(own);
        from.putAll(begun);
        try (ComparisonLock lock = ComparisonLock.open(folder)) {
            lock.claim(own);
            ComparisonPlan written = write(earlier, wanted, lock);
            for (PlannedRun run : own) {
                RunFolder before = from.get(run.folderName());
                if (before != null) {
                    EarlierPlan.copyTraining(before, folder.run(run));
                }
            }
            Map<String, RunRecord> complete =
                    new DamagedFiles(folder, text -> listener.heard(new RunEvent.Warned(text)))
                            .setAside(written.runs(), own);
            List<RunProgress> ahead = new ArrayList<>();
            for (PlannedRun run : own) {
                RunFolder files = folder.run(run);
                RunRecord record = complete.get(run.folderName());
                if (record != null) {
                    files.deleteCompute();
                }
                ahead.add(RunProgress.beforeWork(run, files, record));
            }
            ahead.addAll(when.later());
            listener.heard(new RunEvent.Begun(when.name(), when.ended(), ahead));
            return executor.run(new Executor.Work(lab, folder, lock, listener, specs, complete));
        }
    }

    /** Returns the expected runs of later searches and of the models. */
    private List<RunProgress> after(List<SearchPlan> left) {
        List<RunProgress> runs = new ArrayList<>();
        left.forEach(search -> runs.addAll(search.expected(0)));
        runs().forEach(run -> runs.add(RunProgress.ofFresh(run)));
        return runs;
    }

    /** Returns the runs with the values that the searches found. */
    private Plan found() {
        List<RunSpec> runs = new ArrayList<>();
        for (String model : spec.models()) {
            SearchPlan search = searches.get(model);
            if (search == null) {
                spec.runs().stream().filter(run -> run.model().equals(model)).forEach(runs::add);
            } else {
                search.best().ifPresent(best -> runs.addAll(search.runs(best)));
            }
        }
        Plan found = of(spec.of(runs));
        found.ofModels.addAll(ofModels);
        return found;
    }

    @Override
    public String toString() {
        return "plan '%s' in %s: %s runs of %s, %s searches, %s warnings"
                .formatted(
                        spec.name(),
                        folder.path(),
                        runs().size(),
                        String.join(", ", spec.models()),
                        searches.size(),
                        warnings.size());
    }
}
