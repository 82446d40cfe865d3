// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vaelab.experiments.plan.PlannedWork.State;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.training.Checkpoint;
import org.vaelab.framework.training.CheckpointException;
import org.vaelab.framework.training.CheckpointFile;

/**
 * What a folder has of planned runs. A run with more steps than an earlier one, or another
 * evaluation, and the same settings otherwise, takes over its training.
 *
 * @param earlier the runs of the plan in the folder and of those before it, the newest first
 */
record EarlierRuns(ComparisonFolder folder, List<PlannedRun> earlier) {

    private static final String STEPS = "training.steps";
    private static final String EVALUATION = "evaluation.";
    private static final Pattern OF_ONE_METHOD =
            Pattern.compile("seed|training[.]steps|(evaluation|start)[.].*");

    static EarlierRuns of(ComparisonFolder folder, Optional<ComparisonPlan> plan) {
        return new EarlierRuns(
                folder,
                plan.stream()
                        .flatMap(of -> Stream.concat(of.runs().stream(), of.former().stream()))
                        .toList());
    }

    /** An earlier run whose training another one could take over. */
    private record Source(PlannedRun run, Checkpoint at, Optional<String> obstacle) {}

    /** Returns what is left to do of a run. */
    PlannedWork work(PlannedRun run) {
        RunFolder own = folder.run(run);
        Optional<Checkpoint> begun = checkpoint(run);
        if (own.hasResult() || begun.isPresent()) {
            State state = isComplete(own) ? State.KEPT : State.BEGUN;
            long step = begun.map(Checkpoint::step).orElse(0L);
            return new PlannedWork(run, state, step, null, List.of(), null);
        }
        Optional<Source> source = source(run);
        Optional<PlannedRun> before = source.map(Source::run).or(() -> others(run).findFirst());
        List<String> changes =
                before.map(of -> changes(of.config(), run.config())).orElse(List.of());
        boolean goesOn = source.filter(from -> from.obstacle().isEmpty()).isPresent();
        return new PlannedWork(
                run,
                goesOn ? State.CONTINUED : State.NEW,
                goesOn ? source.orElseThrow().at().step() : 0,
                before.orElse(null),
                changes,
                source.flatMap(Source::obstacle).orElse(null));
    }

    private static List<String> changes(JsonNode before, JsonNode after) {
        List<ConfigDifference> all = ConfigDifference.between(before, after);
        return all.isEmpty()
                ? List.of("keys: in another order")
                : all.stream().map(ConfigDifference::toString).sorted().toList();
    }

    static boolean isComplete(RunFolder own) {
        try {
            return own.hasResult() && own.readResult().status() == RunStatus.COMPLETED;
        } catch (IOException e) {
            // The run begins with a warning about the damaged file.
            return false;
        }
    }

    /** Returns the runs of the same model and seed with other settings. */
    private Stream<PlannedRun> others(PlannedRun run) {
        return earlier.stream()
                .filter(of -> of.model().equals(run.model()) && of.seed() == run.seed())
                .filter(of -> !of.hash().equals(run.hash()));
    }

    /** Returns the earlier run that has come furthest; one that nothing forbids before others. */
    private Optional<Source> source(PlannedRun run) {
        return others(run)
                .filter(of -> isOnSameData(of, run))
                .filter(of -> takesOver(of.config(), run.config()))
                .flatMap(of -> checkpoint(of).map(at -> source(of, at, run)).stream())
                .max(
                        Comparator.comparing((Source of) -> of.obstacle().isEmpty())
                                .thenComparing(of -> of.at().step()));
    }

    private static Source source(PlannedRun of, Checkpoint at, PlannedRun run) {
        boolean hasMore = steps(of) < steps(run);
        // Validation follows the settings of the evaluation.
        boolean isStopped = run.config().at("/training/earlyStopping").isObject();
        return new Source(
                of, at, hasMore || isStopped ? at.obstacleToMoreSteps() : Optional.empty());
    }

    /** The same number may be an int or a long. */
    private static long steps(PlannedRun run) {
        return run.config().at("/training/steps").asLong();
    }

    private static boolean isOnSameData(PlannedRun one, PlannedRun other) {
        return one.data() == null || other.data() == null || one.data().equals(other.data());
    }

    /**
     * Returns the runs that a run is averaged with, or would be if all had its evaluation and
     * steps.
     */
    List<PlannedRun> ofOneMethod(PlannedRun run) {
        return earlier.stream()
                .filter(of -> of.model().equals(run.model()))
                .filter(
                        of ->
                                ConfigDifference.between(of.config(), run.config()).stream()
                                        .allMatch(by -> OF_ONE_METHOD.matcher(by.key()).matches()))
                .toList();
    }

    private static boolean takesOver(JsonNode before, JsonNode after) {
        return ConfigDifference.between(before, after).stream()
                .allMatch(
                        of ->
                                of.key().startsWith(EVALUATION)
                                        || (of.key().equals(STEPS)
                                                && of.before().asLong() < of.after().asLong()));
    }

    private Optional<Checkpoint> checkpoint(PlannedRun run) {
        try {
            return new CheckpointFile(folder.run(run).checkpoint()).facts();
        } catch (CheckpointException e) {
            // A damaged one is set aside, with a warning, when the run begins.
            return Optional.empty();
        }
    }
}
