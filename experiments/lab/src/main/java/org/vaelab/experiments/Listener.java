// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import java.util.List;
import java.util.function.Consumer;
import org.vaelab.experiments.plan.Shard;
import org.vaelab.experiments.run.RunListener;
import org.vaelab.experiments.run.RunProgress;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SearchRecord;

/** Receives the progress of a plan, and may interrupt it. Runs call it from several threads. */
public interface Listener extends RunListener {

    /** Hears everything, says nothing, and never interrupts. */
    Listener SILENT = new Listener() {};

    /**
     * Returns a listener that prints a line for each run that ends, and for what a user should know.
     *
     * @param out such as {@code System.out::println}
     */
    static Listener lines(Consumer<String> out) {
        return new Listener() {
            @Override
            public void kept(PlannedRun run) {
                out.accept(run.label() + ": complete already");
            }

            @Override
            public void finished(PlannedRun run, RunRecord record) {
                Failure failure = record.failure();
                out.accept(
                        run.label()
                                + (failure == null
                                        ? ": trained in "
                                                + Math.round(record.timing().trainSeconds())
                                                + " s"
                                        : ": failed at step "
                                                + failure.step()
                                                + ": "
                                                + failure.cause()));
            }

            @Override
            public void found(PlannedRun run, HealthFinding finding) {
                out.accept(run.label() + ", step " + finding.step() + ": " + finding.line());
            }

            @Override
            public void lost(PlannedRun run, String why) {
                out.accept(run.label() + ": not executed: " + why);
            }

            @Override
            public void interrupted(PlannedRun run) {
                out.accept(run.label() + ": interrupted, can be resumed");
            }

            @Override
            public void warned(String text) {
                out.accept("warning: " + text);
            }
        };
    }

    /**
     * Runs begin: those of the models, or of a rung of a search.
     *
     * @param name what is done
     * @param ended runs of this plan that have ended
     * @param ahead the other runs as they are now, with those expected later
     */
    default void begins(String name, List<RunProgress> ended, List<RunProgress> ahead) {}

    /** A file is damaged. It was set aside. */
    default void warned(String text) {}

    /** A search ended. */
    default void searched(SearchRecord record) {}

    /** The runs of this shard are done, and a search needs those of other shards. */
    default void waits(String model, Shard part) {}
}
