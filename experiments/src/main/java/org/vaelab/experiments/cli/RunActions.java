// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

/** Placeholder of the lead's implementation. */
final class RunActions implements Actions {

    @Override
    public int compare(Session session, PreparedComparison comparison, int jobs) {
        throw new UsageException("not available in this build");
    }

    @Override
    public int evaluate(Session session, RunChoice run) {
        throw new UsageException("not available in this build");
    }

    @Override
    public int encode(Session session, RunChoice run, ExampleChoice examples) {
        throw new UsageException("not available in this build");
    }

    @Override
    public int reconstruct(Session session, RunChoice run, ExampleChoice examples) {
        throw new UsageException("not available in this build");
    }

    @Override
    public int sample(Session session, RunChoice run, SampleChoice samples) {
        throw new UsageException("not available in this build");
    }
}
