// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import java.util.List;
import org.vaelab.experiments.plan.Shard;
import org.vaelab.experiments.progress.RunProgress;
import org.vaelab.experiments.run.RunListener;
import org.vaelab.framework.record.SearchRecord;

/** Receives the progress of a plan, and may interrupt it. Runs call it from several threads. */
public interface Listener extends RunListener {

    /** Hears everything, says nothing, and never interrupts. */
    Listener SILENT = new Listener() {};

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
