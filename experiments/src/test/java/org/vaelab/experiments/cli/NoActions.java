// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.RunFolder;

/** Where no run may begin. */
class NoActions implements Actions {

    @Override
    public int compare(Session session, PreparedComparison comparison, int jobs) {
        throw new AssertionError("a run began");
    }

    @Override
    public int evaluate(Session session, RunChoice run) {
        throw new AssertionError("a run was opened");
    }

    @Override
    public int encode(Session session, RunChoice run, ExampleChoice examples) {
        throw new AssertionError("a run was opened");
    }

    @Override
    public int reconstruct(Session session, RunChoice run, ExampleChoice examples) {
        throw new AssertionError("a run was opened");
    }

    @Override
    public int sample(Session session, RunChoice run, SampleChoice samples) {
        throw new AssertionError("a run was opened");
    }

    @Override
    public int traverse(Session session, RunChoice run, TraverseChoice which) {
        throw new AssertionError("a run was opened");
    }

    @Override
    public int interpolate(Session session, RunChoice run, InterpolateChoice which) {
        throw new AssertionError("a run was opened");
    }

    @Override
    public int impute(Session session, RunChoice run, ImputeChoice which) {
        throw new AssertionError("a run was opened");
    }

    @Override
    public int score(Session session, ScoreChoice run, ExampleChoice examples) {
        throw new AssertionError("a run was opened");
    }

    @Override
    public int export(Session session, FinishedRun run, @Nullable Path out) {
        throw new AssertionError("a run was opened");
    }

    @Override
    public int reproduce(Session session, RunFolder run) {
        throw new AssertionError("a run began");
    }
}
