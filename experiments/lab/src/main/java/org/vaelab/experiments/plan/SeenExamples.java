// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecException;
import org.vaelab.experiments.config.UserError;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/**
 * Looks for held-out examples of a run among the training examples of the runs that it starts from,
 * by their values. Their weights have seen these examples, so that numbers on them are too good.
 *
 * @param data loads the data of a run
 */
@Internal
public record SeenExamples(SpecContext context, Function<RunSpec, PreparedData> data) {

    private static final long FACTOR = 0x5851F42D4C957F2DL;

    /**
     * Checks that a run is judged on examples that none of the runs it starts from was trained on.
     * Data that cannot be loaded any more are not checked.
     *
     * @param usesValidation whether validation examples choose among models
     * @throws UserError with the numbers of such examples
     */
    public void requireUnseen(RunSpec run, boolean usesValidation) {
        if (run.start().isEmpty() || StartRun.obstacle(run.start().get().run()).isPresent()) {
            return;
        }
        Path folder = run.start().get().run();
        PreparedData own = data.apply(run);
        for (Path from = folder; from != null; from = before(from)) {
            Optional<PreparedData> there = dataOf(from, run);
            if (there.isPresent()) {
                Examples seen = there.get().dataset().train();
                if (!run.evaluation().isOnValidation()) {
                    require(run, from, "test", own, own.dataset().test(), seen);
                }
                if (usesValidation && own.dataset().validation().isPresent()) {
                    Examples held = own.dataset().validation().get();
                    require(run, from, "validation", own, held, seen);
                }
            }
        }
    }

    private static void require(
            RunSpec run,
            Path from,
            String part,
            PreparedData own,
            Examples heldOut,
            Examples trainedOn) {
        if (heldOut.whole().width() != trainedOn.whole().width()) {
            return;
        }
        List<Long> held = hashes(heldOut);
        Set<Long> there = new HashSet<>(hashes(trainedOn));
        Set<Long> here = new HashSet<>(hashes(own.dataset().train()));
        long seen = held.stream().filter(x -> there.contains(x) && !here.contains(x)).count();
        // Data may hold equal examples by chance, as many as they have in common with their own
        // training.
        long equal = held.stream().filter(here::contains).count();
        double chance = (double) equal * trainedOn.size() / own.dataset().train().size();
        if (seen > chance + 3 * Math.sqrt(chance)) {
            throw new UserError(
                    ("start: model '%s' would be judged on %s of its %s %s examples that %s was trained on"
                                    + "\n    use the data section of that run, with its seeds and its share of"
                                    + " validation, or start from a run that held these examples out")
                            .formatted(run.model(), seen, heldOut.size(), part, from));
        }
    }

    /** Returns 64 bits of the values of each example, those that are given among them. */
    private static List<Long> hashes(Examples examples) {
        Examples whole = examples.whole();
        float[] row = new float[whole.width()];
        List<Long> hashes = new ArrayList<>();
        for (int i = 0; i < whole.size(); i++) {
            whole.read(i, row, 0);
            long hash = 1;
            for (float value : row) {
                hash = (hash ^ Float.floatToIntBits(value)) * FACTOR;
                hash ^= hash >>> 32;
            }
            hashes.add(hash);
        }
        return hashes;
    }

    /** Returns the data of a run; empty if they are those of the other one, or cannot be loaded. */
    private Optional<PreparedData> dataOf(Path folder, RunSpec other) {
        try {
            RunRecord record = new RunFolder(folder).readResult();
            RunSpec run = RunSpec.read(record.provenance().config(), context);
            return run.data().equals(other.data()) && !run.data().dependsOnSeed()
                    ? Optional.empty()
                    : Optional.of(data.apply(run));
        } catch (IOException | DataException | SpecException e) {
            return Optional.empty();
        }
    }

    /** Returns the run that a run started from; null if there is none. */
    private static @Nullable Path before(Path folder) {
        try {
            Provenance.Start start = new RunFolder(folder).readResult().provenance().start();
            return start == null ? null : Path.of(start.run());
        } catch (IOException e) {
            return null;
        }
    }
}
