// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.experiments.config.UserError;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.DamagedFileException;
import org.vaelab.framework.record.FileProblem;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.training.CheckpointFile;

/** The plan that a folder has from an earlier command, with the files of its runs. */
@Internal
public final class EarlierPlan {

    private static final Logger LOG = LoggerFactory.getLogger(EarlierPlan.class);

    /**
     * What is in a folder of a comparison, and hidden files, which an operating system may have put
     * there.
     */
    private static final String OWN_FILES = "[.].*|plan[.]json.*|runs|report|search";

    private final ComparisonFolder folder;
    private final List<String> searched;
    private @Nullable DamagedFileException damage;

    /** The plan of a comparison's folder, which need not exist yet. */
    public EarlierPlan(Path out) {
        this(out, List.of());
    }

    /**
     * The plan of a comparison's folder, which need not exist yet.
     *
     * @param searched the models whose settings are searched
     */
    public EarlierPlan(Path out, List<String> searched) {
        this.folder = new ComparisonFolder(out);
        this.searched = List.copyOf(searched);
    }

    /**
     * Checks, without writing, that the folder can be made or written to.
     *
     * @throws UserError if it cannot
     */
    public void requireUsable() {
        Path out = folder.path();
        Path existing = out.toAbsolutePath().normalize();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            throw new UserError(
                    "output %s: %s is a file, expected a folder\n    choose another output folder"
                            .formatted(out, existing));
        }
        if (!Files.isWritable(existing)) {
            throw unwritable(existing);
        }
        if (Files.isDirectory(out) && !Files.exists(folder.plan())) {
            requireNothingElse(out);
        }
    }

    /** A folder without a plan may have what is left of a comparison. */
    private void requireNothingElse(Path out) {
        try (Stream<Path> found = Files.list(out)) {
            List<String> others =
                    found.map(file -> file.getFileName().toString())
                            .filter(name -> !name.matches(OWN_FILES))
                            .sorted()
                            .toList();
            if (!others.isEmpty()) {
                throw new UserError(
                        "output %s: the folder has other files, such as %s, and no comparison (plan.json)\n    choose a new or an empty output folder, such as %s; nothing is written"
                                .formatted(out, others.get(0), out.resolve("comparison")));
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private UserError unwritable(Path existing) {
        return new UserError(
                "output %s: the folder %s cannot be written to\n    choose another output folder"
                        .formatted(folder.path(), existing));
    }

    /**
     * Returns the plan to write: the requested one, after those runs of earlier plans that it does
     * not have. Writes nothing.
     *
     * <p>Runs of a searched model whose search goes on stay in the plan. A damaged earlier plan
     * counts as none; {@link #write} sets it aside.
     *
     * <p>If both plans know the checksum of a run's data, the checksums must be equal. A run that
     * was planned without a checksum stays without: only its record or checkpoint may know its
     * data.
     *
     * @throws UserError if the earlier plan has another budget, if a run was planned on other data,
     *     or if an earlier plan cannot be read
     */
    public ComparisonPlan agree(ComparisonPlan wanted) {
        Optional<ComparisonPlan> earlier = read();
        if (earlier.isEmpty()) {
            return wanted;
        }
        requireSameBudget(earlier.get(), wanted);
        Map<String, PlannedRun> runs = new LinkedHashMap<>();
        wanted.runs().forEach(run -> runs.put(run.folderName(), run));
        List<PlannedRun> former = new ArrayList<>();
        List<PlannedRun> onOtherData = new ArrayList<>();
        for (PlannedRun run : EarlierRuns.of(folder, earlier).earlier()) {
            PlannedRun same = runs.get(run.folderName());
            if (same != null && isOnOtherData(run, same)) {
                onOtherData.add(run);
            } else if (same != null ? run.data() == null : isBeingSearched(run, wanted)) {
                runs.put(run.folderName(), run);
            } else if (same == null) {
                former.add(run);
            }
        }
        if (!onOtherData.isEmpty()) {
            throw otherData(onOtherData, runs);
        }
        // The same runs keep what was said of them, on whichever machine they go on.
        boolean isSame = names(earlier.get().runs()).equals(names(runs.values()));
        String named = earlier.get().folder();
        return (named == null ? wanted : wanted.in(named))
                .with(List.copyOf(runs.values()))
                .after(former, seedsBefore(earlier.get(), runs.values()))
                .doubted(isSame ? earlier.get().doubts() : wanted.doubts());
    }

    /**
     * Returns which seeds of each model were complete when its seeds first changed; runs of other
     * settings do not count.
     */
    private Map<String, Set<Long>> seedsBefore(
            ComparisonPlan earlier, Collection<PlannedRun> wanted) {
        Map<String, Set<Long>> before = new TreeMap<>(earlier.seedsBefore());
        wanted.stream()
                .collect(Collectors.groupingBy(PlannedRun::model))
                .forEach(
                        (model, runs) -> {
                            List<PlannedRun> same = earlier().ofOneMethod(runs.get(0));
                            List<PlannedRun> complete =
                                    same.stream()
                                            .filter(run -> EarlierRuns.isComplete(folder.run(run)))
                                            .toList();
                            if (same.isEmpty()) {
                                before.remove(model);
                            } else if (!complete.isEmpty()
                                    && !PlannedRun.seeds(same).equals(PlannedRun.seeds(runs))) {
                                before.putIfAbsent(model, PlannedRun.seeds(complete));
                            }
                        });
        return before;
    }

    private static List<String> names(Collection<PlannedRun> runs) {
        return runs.stream().map(PlannedRun::folderName).toList();
    }

    private boolean isBeingSearched(PlannedRun run, ComparisonPlan wanted) {
        return searched.contains(run.model()) && !wanted.models().contains(run.model());
    }

    /** Returns what the folder has of planned runs, and of those before them. */
    EarlierRuns earlier() {
        return EarlierRuns.of(folder, read());
    }

    /** Returns what is left to do of each run. */
    public List<PlannedWork> work(List<PlannedRun> runs) {
        EarlierRuns earlier = earlier();
        return runs.stream().map(earlier::work).toList();
    }

    /** Returns the earlier runs whose training others take over, by the names of their folders. */
    public Map<String, RunFolder> begun(List<PlannedRun> runs) {
        Map<String, RunFolder> begun = new HashMap<>();
        for (PlannedWork work : work(runs)) {
            if (work.state() == PlannedWork.State.CONTINUED && work.earlier() != null) {
                begun.put(work.run().folderName(), folder.run(work.earlier()));
            }
        }
        return begun;
    }

    /**
     * Copies checkpoint, history and health observations of a training that a run goes on from,
     * unless the run has begun. The checkpoint comes last: without it, the others are copied again.
     *
     * @throws IOException if they cannot be copied
     */
    public static void copyTraining(RunFolder from, RunFolder to) throws IOException {
        Path checkpoint = to.checkpoint().resolve(CheckpointFile.NAME);
        Path source = from.checkpoint().resolve(CheckpointFile.NAME);
        if (Files.exists(checkpoint) || to.hasResult() || !Files.exists(source)) {
            return;
        }
        copy(from.history(), to.history());
        if (Files.exists(from.health().path())) {
            copy(from.health().path(), to.health().path());
        }
        copy(source, checkpoint);
    }

    private static void copy(Path from, Path to) throws IOException {
        AtomicFile.make(to, made -> Files.copy(from, made));
    }

    /** Requires the same budget, as one report must not mix runs of two budgets. */
    private void requireSameBudget(ComparisonPlan earlier, ComparisonPlan wanted) {
        if (!Objects.equals(earlier.budget(), wanted.budget())) {
            throw new UserError(
                    ("%s was planned %s, and this is %s\n    runs at different budgets do not"
                                    + " compare: choose another output folder; nothing is overwritten")
                            .formatted(folder.plan(), atBudget(earlier), atBudget(wanted)));
        }
    }

    private static String atBudget(ComparisonPlan plan) {
        return plan.budget() == null ? "without a budget" : "at budget " + plan.budget();
    }

    /**
     * Makes the folder if need be.
     *
     * @throws UserError if it cannot be made; nothing of it is left then
     */
    public void create() {
        Optional<Path> highest = highestMissing();
        try {
            Files.createDirectories(folder.path());
        } catch (IOException e) {
            removeEmpty(folder.path(), highest);
            throw highest.map(Path::getParent).map(this::unwritable).orElseThrow(() -> failed(e));
        }
    }

    /**
     * Writes the plan that {@link #agree} returns, and makes the folder if need be.
     *
     * @return that plan
     * @throws UserError if the plans do not agree, or the plan cannot be written
     */
    public ComparisonPlan write(ComparisonPlan wanted) {
        ComparisonPlan plan = agree(wanted);
        create();
        try {
            setDamagedAside();
            folder.writePlan(plan);
            return plan;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void setDamagedAside() throws IOException {
        if (damage != null) {
            Path aside = DamagedFileException.setAside(folder.plan());
            LOG.warn(
                    "{}\n    it is kept as {}; the new plan has the runs of this config alone",
                    damage.getMessage(),
                    aside.getFileName());
            damage = null;
        }
    }

    private UserError failed(IOException e) {
        return new UserError(
                "output " + folder.path() + ": cannot be written: " + FileProblem.of(e), e);
    }

    private Optional<ComparisonPlan> read() {
        if (!Files.exists(folder.plan())) {
            return Optional.empty();
        }
        try {
            return Optional.of(folder.readPlan());
        } catch (DamagedFileException e) {
            // It is set aside when the plan is written.
            damage = e;
            return Optional.empty();
        } catch (IOException e) {
            throw new UserError(
                    ("output %s: an earlier plan is there and cannot be read: %s\n    choose"
                                    + " another output folder")
                            .formatted(folder.path(), FileProblem.of(e)),
                    e);
        }
    }

    private static boolean isOnOtherData(PlannedRun earlier, PlannedRun wanted) {
        return earlier.data() != null
                && wanted.data() != null
                && !earlier.data().equals(wanted.data());
    }

    private UserError otherData(List<PlannedRun> conflicts, Map<String, PlannedRun> wanted) {
        PlannedRun first = conflicts.get(0);
        return new UserError(
                ("%s was planned with other data than there are now%s\n    data: %s\n   "
                                + " checksum: was %s, is now %s\n    put the data back as they were, or"
                                + " choose another output folder; nothing is overwritten")
                        .formatted(
                                opening(conflicts),
                                others(conflicts),
                                settings(first.config().path("data")),
                                first.data(),
                                wanted.get(first.folderName()).data()));
    }

    private static String settings(JsonNode section) {
        return section.properties().stream()
                .filter(setting -> !setting.getValue().isNull())
                .map(setting -> setting.getKey() + " " + setting.getValue().asText())
                .collect(Collectors.joining(", "));
    }

    private String opening(List<PlannedRun> conflicts) {
        PlannedRun first = conflicts.get(0);
        return folder.plan() + ": model '" + first.model() + "' with seed " + first.seed();
    }

    private static String others(List<PlannedRun> conflicts) {
        return conflicts.size() > 1 ? ", as were " + (conflicts.size() - 1) + " more runs" : "";
    }

    private Optional<Path> highestMissing() {
        Path path = folder.path().toAbsolutePath().normalize();
        Optional<Path> missing = Optional.empty();
        while (path != null && !Files.exists(path)) {
            missing = Optional.of(path);
            path = path.getParent();
        }
        return missing;
    }

    /** Removes the empty folders that a failed attempt made. */
    private static void removeEmpty(Path out, Optional<Path> highest) {
        Path path = out.toAbsolutePath().normalize();
        while (highest.isPresent() && path != null && path.startsWith(highest.get())) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                return;
            }
            path = path.getParent();
        }
    }
}
