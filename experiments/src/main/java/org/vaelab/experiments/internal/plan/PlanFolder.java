// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.internal.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.experiments.config.UserError;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.DamagedFileException;
import org.vaelab.framework.record.Label;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.internal.FileProblem;
import org.vaelab.reports.internal.text.ShellWords;

/** The plan in an output folder, and the files that are already there. */
public final class PlanFolder {

    private static final Logger LOG = LoggerFactory.getLogger(PlanFolder.class);

    private static final int SHOWN_DIFFERENCES = 5;

    /** The start of the keys of evaluation. */
    private static final String EVALUATION = "evaluation.";

    private final ComparisonFolder folder;
    private final List<String> searched;
    private @Nullable DamagedFileException damage;

    /** The plan of a comparison's folder, which need not exist yet. */
    public PlanFolder(Path out) {
        this(out, List.of());
    }

    /**
     * The plan of a comparison's folder, which need not exist yet.
     *
     * @param searched the models whose settings are searched; a longer search may find better ones
     */
    public PlanFolder(Path out, List<String> searched) {
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
                    ("output %s: %s is a file, expected a folder\n    choose another folder with"
                                    + " --out")
                            .formatted(out, existing));
        }
        if (!Files.isWritable(existing)) {
            throw unwritable(existing);
        }
    }

    private UserError unwritable(Path existing) {
        return new UserError(
                ("output %s: the folder %s cannot be written to\n    choose another folder with"
                                + " --out")
                        .formatted(folder.path(), existing));
    }

    /**
     * Returns the plan to write: the requested one, followed by the runs that only an earlier plan
     * has. Writes nothing.
     *
     * <p>A damaged earlier plan counts as none; {@link #write} sets it aside.
     *
     * <p>If both plans know the checksum of a run's data, the checksums must be equal. A run
     * planned without a checksum, as in version 0.1, stays without: only its record or checkpoint
     * may know its data.
     *
     * <p>What only concerns the report is that of the requested plan: sections, labels, the text of
     * the config.
     *
     * @throws UserError if the earlier plan has another budget, if a run of the same model and
     *     seed was planned differently or on other data, or if an earlier plan cannot be read
     */
    public ComparisonPlan agree(ComparisonPlan wanted) {
        Optional<ComparisonPlan> earlier = read();
        if (earlier.isEmpty()) {
            return wanted;
        }
        requireSameBudget(earlier.get(), wanted);
        Map<String, PlannedRun> runs = new LinkedHashMap<>();
        wanted.runs().forEach(run -> runs.put(key(run), run));
        List<PlannedRun> conflicts = new ArrayList<>();
        List<PlannedRun> onOtherData = new ArrayList<>();
        for (PlannedRun run : earlier.get().runs()) {
            if (isOutdated(run, wanted)) {
                continue;
            }
            PlannedRun same = runs.putIfAbsent(key(run), run);
            if (same != null && !same.hash().equals(run.hash())) {
                conflicts.add(run);
            } else if (same != null && isOnOtherData(run, same)) {
                onOtherData.add(run);
            } else if (run.data() == null) {
                runs.put(key(run), run);
            }
        }
        if (!conflicts.isEmpty()) {
            throw conflict(conflicts, runs);
        }
        if (!onOtherData.isEmpty()) {
            throw otherData(onOtherData, runs);
        }
        return wanted.with(List.copyOf(runs.values())).labelled(labels(earlier.get(), wanted));
    }

    /**
     * Checks that a model was not planned with fixed settings.
     *
     * @throws UserError if it was
     */
    public void requireSearched(String model) {
        boolean planned = read().stream().anyMatch(plan -> plan.models().contains(model));
        if (planned && !Files.exists(folder.search(model).record())) {
            throw new UserError(
                    ("%s: model '%s' was planned without a search\n    nothing is overwritten:"
                                    + " choose another folder with --out")
                            .formatted(folder.plan(), model));
        }
    }

    /** Returns whether a run has settings of a search that has found better ones since. */
    private boolean isOutdated(PlannedRun run, ComparisonPlan wanted) {
        return searched.contains(run.model())
                && Files.exists(folder.search(run.model()).record())
                && wanted.runs().stream()
                        .filter(other -> other.model().equals(run.model()))
                        .anyMatch(other -> !isOfSameSettings(run.config(), other.config()));
    }

    private static boolean isOfSameSettings(JsonNode one, JsonNode other) {
        return ConfigDifference.between(one, other).stream()
                .allMatch(difference -> difference.key().equals("seed"));
    }

    /** Returns the new labels, and those of models that only the earlier plan has. */
    private static Map<String, Label> labels(ComparisonPlan earlier, ComparisonPlan wanted) {
        Map<String, Label> labels = new LinkedHashMap<>(wanted.labels());
        Set<String> shown = new HashSet<>(wanted.models());
        wanted.labels().values().forEach(label -> shown.add(label.plain()));
        earlier.labels()
                .forEach(
                        (model, label) -> {
                            if (!wanted.models().contains(model) && shown.add(label.plain())) {
                                labels.put(model, label);
                            }
                        });
        return labels;
    }

    /** Requires the same budget, as one report must not mix runs of two budgets. */
    private void requireSameBudget(ComparisonPlan earlier, ComparisonPlan wanted) {
        if (!Objects.equals(earlier.budget(), wanted.budget())) {
            throw new UserError(
                    ("%s was planned %s, and this is %s\n    runs at different budgets do not"
                                    + " compare: choose another folder with --out; nothing is overwritten")
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
                                    + " another folder with --out")
                            .formatted(folder.path(), FileProblem.of(e)),
                    e);
        }
    }

    private static String key(PlannedRun run) {
        return run.model() + " " + run.seed();
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
                                + " choose another folder with --out; nothing is overwritten")
                        .formatted(
                                opening(conflicts),
                                others(conflicts),
                                settings(first.config().path("data")),
                                first.data(),
                                wanted.get(key(first)).data()));
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

    private UserError conflict(List<PlannedRun> conflicts, Map<String, PlannedRun> wanted) {
        PlannedRun first = conflicts.get(0);
        List<ConfigDifference> lines =
                ConfigDifference.between(first.config(), wanted.get(key(first)).config()).stream()
                        .sorted(Comparator.comparing(ConfigDifference::key))
                        .toList();
        StringBuilder text =
                new StringBuilder(
                        opening(conflicts)
                                + " was planned with other settings"
                                + others(conflicts));
        lines.stream().limit(SHOWN_DIFFERENCES).forEach(line -> text.append("\n    ").append(line));
        if (lines.size() > SHOWN_DIFFERENCES) {
            text.append("\n    and ").append(lines.size() - SHOWN_DIFFERENCES).append(" more");
        }
        if (lines.stream().anyMatch(line -> line.key().equals("start.checksum"))) {
            text.append("\n    the run that it starts from has changed: put its checkpoint back");
        }
        evaluation(conflicts, wanted)
                .ifPresent(
                        command ->
                                text.append("\n    the runs differ in their evaluation alone; to")
                                        .append(" evaluate them so without training:\n        ")
                                        .append(command));
        text.append("\n    nothing is overwritten: choose another folder with --out");
        return new UserError(text.toString());
    }

    /**
     * Returns the command that evaluates the planned runs as wanted; empty if they differ in more
     * than their evaluation, or not all in the same settings.
     */
    private Optional<String> evaluation(
            List<PlannedRun> conflicts, Map<String, PlannedRun> wanted) {
        Set<Map<String, JsonNode>> distinct = new HashSet<>();
        for (PlannedRun run : conflicts) {
            Map<String, JsonNode> settings = new TreeMap<>();
            ConfigDifference.between(run.config(), wanted.get(key(run)).config())
                    .forEach(difference -> settings.put(difference.key(), difference.after()));
            distinct.add(settings);
        }
        Map<String, JsonNode> settings = distinct.iterator().next();
        boolean replaceable =
                settings.entrySet().stream()
                        .allMatch(
                                setting ->
                                        setting.getKey().startsWith(EVALUATION)
                                                && !setting.getValue().isMissingNode());
        if (distinct.size() > 1 || !replaceable) {
            return Optional.empty();
        }
        List<String> words =
                new ArrayList<>(List.of("./vaelab", "evaluate", folder.path().toString()));
        settings.forEach((key, value) -> words.addAll(List.of("--set", key + "=" + text(value))));
        return Optional.of(ShellWords.of(words));
    }

    /** Returns a value as {@code --set} reads it. */
    private static String text(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toString();
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
