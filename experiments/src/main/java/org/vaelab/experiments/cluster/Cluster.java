// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Workers that execute tasks. A task whose worker is lost starts again on another one, so it may be
 * executed more than once. One execution is answered.
 */
public interface Cluster extends Closeable {

    /** What workers tell. */
    sealed interface Message {}

    /**
     * A task ended.
     *
     * @param files an archive of the folders of its runs, to be deleted by the receiver; empty if
     *     they are in the folder of the comparison
     */
    record Done(String task, Optional<Path> files) implements Message {}

    /** A task failed on several workers, and is not tried again. */
    record Failed(String task, String why) implements Message {}

    /** A worker begins a task, perhaps after another one was lost. */
    record Started(String task, String worker) implements Message {}

    /** A sentence for the user, such as of a lost worker. */
    record Note(String text) implements Message {}

    /** All tasks have left their runs, after {@link #cancel}. */
    record Cancelled() implements Message {}

    /** Lets a worker execute a task, as soon as one is idle. */
    void submit(String task, String content) throws IOException;

    /** Lets all tasks leave checkpoints and end. */
    void cancel() throws IOException;

    /**
     * Waits a moment for the next message.
     *
     * @throws ClusterException if the cluster is lost
     */
    Optional<Message> next() throws IOException;

    /** Starts workers for a comparison. */
    @FunctionalInterface
    interface Opener {

        /**
         * Connects to a cluster.
         *
         * @param folder of the comparison
         * @param files what the runs need, by the paths in the archive that a worker may get
         * @throws ClusterException if there is no such cluster
         */
        Cluster open(Path folder, Map<String, Path> files) throws IOException;
    }
}
