// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.config.Problem;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.StartSpec;
import org.vaelab.experiments.config.UserError;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.training.CheckpointFile;

/**
 * Runs that start from other runs. If such a run is gone, a run of the plan that has a checkpoint
 * of its own goes on without it.
 */
@Internal
public final class PlannedStarts {

    private final ComparisonFolder folder;
    private final SpecContext context;

    /**
     * Runs of a plan, which need not exist.
     *
     * @param out the folder of the comparison
     */
    public PlannedStarts(Path out, SpecContext context) {
        this.folder = new ComparisonFolder(out);
        this.context = context;
    }

    private List<PlannedRun> planned() {
        try {
            return Files.exists(folder.plan()) ? folder.readPlan().runs() : List.of();
        } catch (IOException e) {
            // The check of the plan reports it.
            return List.of();
        }
    }

    /**
     * Returns a comparison whose runs know what they start from.
     *
     * @throws UserError if a run is to start from a run that is not there
     */
    public ComparisonSpec known(ComparisonSpec spec) {
        Set<Problem> problems = new LinkedHashSet<>();
        List<RunSpec> runs = new ArrayList<>();
        for (RunSpec run : spec.runs()) {
            runs.add(run);
            Optional<String> obstacle = run.start().flatMap(s -> StartRun.obstacle(s.run()));
            if (obstacle.isPresent()) {
                StartSpec start = run.start().orElseThrow();
                Optional<StartSpec> own = ofPlan(run, start);
                own.ifPresent(known -> runs.set(runs.size() - 1, run.startingFrom(known)));
                if (own.isEmpty()) {
                    problems.add(
                            new Problem(
                                    spec.origins().get(run.model()).model(),
                                    StartRun.absent(start, obstacle.get()),
                                    List.of("train that run first, or name another one")));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new UserError(
                    problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
        return spec.of(runs);
    }

    /** Returns the start of a planned run with a checkpoint, if it is the same. */
    private Optional<StartSpec> ofPlan(RunSpec run, StartSpec start) {
        for (PlannedRun each : planned()) {
            JsonNode config = each.config();
            if (each.model().equals(run.model())
                    && each.seed() == run.seed()
                    && config.path("start").isObject()
                    && Files.exists(new CheckpointFile(folder.run(each).checkpoint()).path())) {
                return RunSpec.read(config, context).start().filter(start::isSameAs);
            }
        }
        return Optional.empty();
    }
}
